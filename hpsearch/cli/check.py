"""`hpsearch check`: shows what a search will do before it runs."""

from pathlib import Path

import click

from hpsearch.cli.checking.data import show_data
from hpsearch.cli.checking.plan import show_plan, show_use
from hpsearch.cli.checking.space import show_signal, show_space
from hpsearch.cli.options import WholeNumber, config_argument, set_option
from hpsearch.cli.own_code import show_code
from hpsearch.cli.terminal.output import print_table
from hpsearch.cli.terminal.printing import say, working, write_data
from hpsearch.config import read_config
from hpsearch.data.inputs.fitted_on import SAMPLED_ROWS
from hpsearch.engine.gradient_check import GOOD
from hpsearch.report.render.formats import to_csv
from hpsearch.search.prepare import Prepared, prepare
from hpsearch.search.preview import draws, gradient_checks
from hpsearch.system.threads import one_thread
from hpsearch.training.own.objective import OwnObjective
from hpsearch.trials.table import Table


@click.command()
@config_argument
@click.option("--gradients", is_flag=True, help="Compare the networks' gradients with finite differences.")
@click.option(
    "--samples",
    type=WholeNumber(min=1),
    metavar="N",
    help="Print N settings of the sampler as CSV, and nothing else.",
)
@click.option(
    "--workers",
    type=WholeNumber(min=1, max=100_000),
    metavar="N",
    help="Also estimate how busy N workers would be, as they wait for the end of each round.",
)
@set_option
def check(config: Path, gradients: bool, samples: int | None, workers: int | None, overrides: tuple[str, ...]) -> None:
    """Check CONFIG; show its data, its search space, the plan and the time that it will take.

    Of training code of your own (objective) it shows what it knows without running it.

    With --gradients, the exit code is 1 if a gradient differs by more than 1e-5.

    Example: hpsearch check digits.yaml --samples 1000 > settings.csv
    """
    if gradients and samples:
        raise click.UsageError("--gradients and --samples cannot be combined; give one of them")
    read = read_config(config, overrides)
    with working("reading the data" if read.objective is None else "finding the code"):
        prepared = prepare(read, SAMPLED_ROWS)
    prepared.check_batches()
    prepared.conversation(1, prepared.trials)  # report mistakes of the sampler before slower checks
    if samples is not None:
        _write_samples(prepared, samples)
    elif gradients:
        _show_gradients(prepared)
    else:
        objective = prepared.objective
        if isinstance(objective, OwnObjective):
            show_code(prepared, objective)
            show_space(prepared)
        else:
            with one_thread():  # more threads do not help with small products
                show_data(prepared)
                show_space(prepared)
                show_signal(prepared)
        show_plan(prepared)
        if workers is not None:
            show_use(prepared, workers)


def _write_samples(prepared: Prepared, count: int) -> None:
    names = prepared.space.searched
    rows = tuple(tuple(trial.settings.get(name) for name in names) for trial in draws(prepared, count))
    write_data(to_csv(Table(names, rows)))


def _show_gradients(prepared: Prepared) -> None:
    checks = list(gradient_checks(prepared))
    rows = []
    for one in checks:
        worst = max(one.check.tensors, key=lambda name: one.check.tensors[name])
        whole, tensor = f"{one.check.difference:.1e}", f"{one.check.tensors[worst]:.1e} {worst}"
        rows.append((repr(one.architecture), one.l2, one.epochs, whole, tensor, one.check.checked, one.check.skipped))
    print_table(
        Table(("network", "l2", "after epochs", "difference", "worst tensor", "checked", "at kinks"), tuple(rows))
    )
    wrong = sum(one.check.worst > GOOD for one in checks)
    say(f"{len(checks) - wrong} of {len(checks)} gradients agree with finite differences to {GOOD:g}")
    if wrong:
        raise SystemExit(1)
