"""`hpsearch check`: shows what a search will do before it runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from hpsearch.cli.last_phases import kept_for, refitting
from hpsearch.cli.options import config_argument, set_option
from hpsearch.cli.own_code import show_code
from hpsearch.cli.terminal.output import print_table
from hpsearch.cli.terminal.printing import say, working, write_data
from hpsearch.cli.terminal.wording import counted, megabytes, time_span
from hpsearch.config import read_config
from hpsearch.data.dataset import Dataset
from hpsearch.data.inputs.fitted_on import SAMPLED_ROWS
from hpsearch.data.parts.mismatch import mismatches
from hpsearch.data.roles.row_weights import weights_sentence
from hpsearch.engine.gradient_check import GOOD
from hpsearch.report.render.formats import to_csv
from hpsearch.samplers import learns
from hpsearch.search.budget import kept_share
from hpsearch.search.prepare import Prepared, networks, prepare
from hpsearch.search.preview import cost, draws, finalist_count, gradient_checks, signal
from hpsearch.search.utilization import WELL_USED, utilization
from hpsearch.space import Choices
from hpsearch.system.threads import one_thread
from hpsearch.text.counting import how_many
from hpsearch.text.visible import visible_line
from hpsearch.training.own.objective import OwnObjective
from hpsearch.trials.table import Table, short, value_text
from hpsearch.workers.loky.pool import cores

_OTHER_WORK = 1.5
"""Ratio of the time of a trial to that of its epochs, as workers start, wait, and transfer results."""


@click.command()
@config_argument
@click.option("--gradients", is_flag=True, help="Compare the networks' gradients with finite differences.")
@click.option(
    "--samples",
    type=click.IntRange(min=1),
    metavar="N",
    help="Print N settings of the sampler as CSV, and nothing else.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1, max=100_000),
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
            _show_space(prepared)
        else:
            with one_thread():  # more threads do not help with small products
                _show_data(prepared)
                _show_space(prepared)
                _show_signal(prepared)
        _show_plan(prepared)
        if workers is not None:
            _show_use(prepared, workers)


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


def _show_data(prepared: Prepared) -> None:
    dataset = networks(prepared).dataset
    sizes = _sizes(prepared)
    say(f"Data: {dataset.name}", bold=True)
    target, outcomes = visible_line(dataset.target), _outcomes(dataset.classes)
    inputs = _between([len(views.whole.features) for views in networks(prepared).by_view.values()])
    say(f"  {dataset.task} of {target}{outcomes} from {inputs} input{'s' * (inputs != '1')}")
    say(f"  {sizes} examples")
    if looked_at := _looked_at(dataset):
        say(f"  only {looked_at}, drawn at random, are compared and timed here; a run uses all rows")
    _show_views(prepared)
    if dataset.classes:
        _show_balance(prepared)
    if weight := prepared.config.data.weight:
        say(f"  {weights_sentence(dataset, weight)}")
    for remark in (*dataset.remarks, *mismatches(dataset, prepared.config.search.seed)):
        say(f"  {remark}")


def _show_views(prepared: Prepared) -> None:
    """Print the inputs and the memory of each view of the data, if views are searched."""
    by_view = networks(prepared).by_view
    if len(by_view) > 1:
        together = megabytes(sum(views.size for views in by_view.values()))
        say(f"  {len(by_view)} views, which take {together} of memory together:")
        for view, views in by_view.items():
            say(f"    {view}: {how_many(len(views.whole.features), 'input')}, {megabytes(views.size)}")


def _sizes(prepared: Prepared) -> str:
    dataset, held_out = networks(prepared).dataset, prepared.held_out
    folds = "" if prepared.folds == 1 else f", in {prepared.folds} folds that hold out {_between(held_out)} each"
    parts = {f"train{folds}": dataset.train, "dev": dataset.dev, "test": dataset.test}
    return ", ".join(f"{len(part.y):,} {name}" for name, part in parts.items() if part and not part.is_empty)


def _looked_at(dataset: Dataset) -> str:
    """Return how many rows of which parts have inputs, if not all have them."""
    parts = {"train": dataset.train, "dev": dataset.dev, "test": dataset.test}
    return ", ".join(
        f"{len(part.drawn):,} of {len(part.y):,} {name} rows"
        for name, part in parts.items()
        if part is not None and part.drawn is not None
    )


def _between(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _show_balance(prepared: Prepared) -> None:
    balance, metric = networks(prepared).dataset.balance, prepared.ranking.metric
    say(f"  {balance.sizes}")
    if balance.judged:
        say(f"  {balance.judged}")
    if balance.proposal and metric in ("dev_error", "dev_loss"):
        say(f"  {balance.proposal}")


def _outcomes(classes: tuple[str, ...]) -> str:
    return f" ({len(classes)} classes)" if classes else ""


def _show_space(prepared: Prepared) -> None:

    quantiles = (0.0, 0.25, 0.5, 0.75, 1.0)
    rows: list[tuple[Any, ...]] = []
    for axis in prepared.space.axes:
        where = " and ".join(f"{on.hyperparameter} is {_any_of(on.values)}" for on in axis.conditions)
        zero = f"0 with probability {axis.or_zero:g}" if axis.or_zero else ""
        rows.append((axis.name, *_spread(axis.domain, quantiles), ", ".join(filter(None, (zero, where)))))
    say(f"Space: {counted(len(prepared.space.searched), 'hyperparameter')} searched", bold=True)
    if not rows:
        say("  no hyperparameter has a range, so all trials would be equal and only one runs; give one a range")
    else:
        header = ("", "lowest", "25 %", "median", "75 %", "highest", "only if")
        print_table(Table(header, tuple(rows)), spare=["25 %", "75 %"])


def _any_of(values: tuple[Any, ...]) -> str:
    return " or ".join(map(str, values))


def _spread(domain: Any, quantiles: tuple[float, ...]) -> tuple[Any, ...]:

    if isinstance(domain, Choices):
        options = (short(each) if isinstance(each, dict) else value_text(each) for each in domain.options)
        return (" | ".join(options), *[""] * (len(quantiles) - 1))
    return tuple(domain.decode(u) for u in quantiles)


def _show_signal(prepared: Prepared) -> None:

    first = signal(prepared)
    say(f"First network: {first.architecture!r}, before training", bold=True)
    if first.activations:
        say(f"  size of the activations, layer by layer: {', '.join(map(short, first.activations))}")
    say(f"  norm of the weights' gradients: {', '.join(map(short, first.gradients))}")


def _show_plan(prepared: Prepared) -> None:

    search = prepared.config.search
    sizes = prepared.round_sizes
    if search.trials == "auto":
        _show_budget(prepared)
        return
    say(f"Plan: {search.mode}, {counted(prepared.trials, 'trial')} by {prepared.ranking.metric}", bold=True)
    if prepared.space.axes and prepared.trials < search.most_trials:
        different = counted(prepared.trials, "different setting")
        say(f"  the space has only {different}, so the search ends before {search.most_trials:,} trials")
    say(f"  {search.sampler.name} sampler in {_rounds(prepared, sizes)}; seed {search.seed}")
    if search.halving:
        every, share = counted(search.halving.min_epochs, "epoch"), f"1/{search.halving.factor}"
        again = f"{search.halving.factor} times that"
        whole = ", where the best of all rounds continue" if search.halving.among == "search" else ""
        say(f"  the better {share} of each round continue after {every}, and again at {again}{whole}")
    if finalists := prepared.finalists:
        best, seeds = finalist_count(prepared), counted(finalists.repeats, "new seed")
        many = f"the best {best} are retrained with {seeds} each"
        say(f"  then {'the best is retrained with ' + seeds if best == 1 else many}")
    if sentence := refitting(prepared):
        say(f"  {sentence}")
    if sentence := prepared.grid_sentence(prepared.trials, prepared.trials):
        say(f"  {sentence}")
    say(f"  {_cost(prepared)}")
    for remark in prepared.remarks():
        say(f"  {remark}")


def _rounds(prepared: Prepared, sizes: Sequence[int]) -> str:
    """Return the number of rounds, and with a lag how they overlap."""
    search, rounds = prepared.config.search, f"{counted(len(sizes), 'round')} of {sizes[0]}"
    if search.lag == 1 or len(sizes) == 1:
        return rounds
    if not learns(search.sampler.name):
        return f"{rounds}, which train at the same time; it takes no notice of results"
    if search.lag >= len(sizes):
        return f"{rounds}, which train at the same time"
    return f"{rounds}, each proposed from the results of those up to {search.lag} before it"


def _show_budget(prepared: Prepared) -> None:
    """Print the plan if the time limit decides the number of trials."""
    search = prepared.config.search
    seconds = search.time_limit or 0.0
    say(f"Plan: {search.mode}, {time_span(seconds)} by {prepared.ranking.metric}", bold=True)
    say(f"  {search.sampler.name} sampler in rounds of {prepared.round_sizes[0]}; seed {search.seed}")
    say(f"  {_fitting(prepared, seconds)}; {kept_for(prepared)}")
    if sentence := refitting(prepared):
        say(f"  {sentence}")
    for remark in prepared.remarks():
        say(f"  {remark}")


def _show_use(prepared: Prepared, workers: int) -> None:
    search = prepared.config.search
    if search.mode == "panda":
        say("  panda trains one trial after another, in one process; further workers have nothing to do")
        return
    use = utilization(prepared, workers)
    ends = f"the rest is waiting for {'the ends of rounds' if search.lag == 1 else 'results to propose a round from'}"
    say(f"  with {counted(workers, 'worker')}, {100 * use.share:.0f} % of their time is training, {ends}")
    if use.well_used < workers:
        most = f"no more than {use.well_used} would train {100 * WELL_USED:.0f} % of it"
        busier = "fewer rounds" if search.halving else f"fewer rounds or a {'larger ' * (search.lag > 1)}search.lag"
        say(f"  {most}; {busier} keep more of them busy")


def _fitting(prepared: Prepared, seconds: float) -> str:
    if isinstance(prepared.objective, OwnObjective):
        return "how many trials fit into that time is known with the first ones"
    estimate, jobs = cost(prepared), cores()
    trials = (1 - kept_share(prepared.config)) * seconds * jobs * prepared.trials / (_OTHER_WORK * estimate.seconds)
    return f"time for some {counted(max(1, int(trials)), 'trial')} on {jobs} cores that nothing else keeps busy"


def _cost(prepared: Prepared) -> str:
    if isinstance(prepared.objective, OwnObjective):
        return "how long the code takes is known with the first trials; search.time_limit sets an end"
    estimate, jobs = cost(prepared), cores()
    time = time_span(estimate.seconds / jobs)
    return f"{estimate.epochs:,} epochs, {estimate.steps:,} steps; about {time} on {jobs} cores"
