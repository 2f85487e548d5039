"""`hpsearch run`: run a search."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click

from hpsearch.cli.options import (
    FOLDER,
    NamedPath,
    Seconds,
    WholeNumber,
    address_option,
    backend_option,
    cluster_at,
    jobs_option,
    seed_option,
    set_option,
    target_option,
    with_shorthands,
)
from hpsearch.cli.searches.request import Request
from hpsearch.cli.terminal.interruption import Interruption, to_go_on
from hpsearch.cli.terminal.printing import someone_is_there
from hpsearch.runs.folder.owner import check_free
from hpsearch.search.folder.existing import Existing
from hpsearch.system.imports import lasting
from hpsearch.system.thread_variables import ONE_THREAD
from hpsearch.text.command_line import command
from hpsearch.text.table_names import names_table
from hpsearch.workers.backends import Workers, check_backend, start_workers


@click.command()
@click.argument("config", metavar="CONFIG|DATA", type=NamedPath())
@target_option
@click.option(
    "--mode", type=click.Choice(["caviar", "panda"]), help="Many models at once, or one that you can watch and change."
)
@click.option("--out", type=FOLDER, help="The folder for the results.  [default: runs/<config's name>]")
@click.option("--trials", type=WholeNumber(min=1), help="Number of settings to try.")
@jobs_option
@backend_option
@address_option
@click.option(
    "--time",
    type=Seconds(min=0, min_open=True),
    metavar="S",
    help="Seconds for the search: as many trials as fit, or at most --trials.",
)
@seed_option
@set_option
@click.option(
    "--from",
    "earlier",
    type=FOLDER,
    metavar="RUN",
    help="Take over the trials of another run that are in the ranges; they are not trained again.",
)
@click.option("--resume", is_flag=True, help="Continue the run in the folder; with more --trials, extend it.")
@click.option(
    "--force",
    is_flag=True,
    help="With --resume: even if the processor, a library version or your training code has changed. "
    "With --address: use workers that differ in these, too.",
)
@click.option("--overwrite", is_flag=True, help="Delete the run in the folder and start again; asks first.")
@click.option("--yes", is_flag=True, help="With --overwrite: do not ask.")
@click.option("--announce", type=int, hidden=True)
@click.make_pass_decorator(Interruption, ensure=True)
def run(
    interruption: Interruption,
    config: Path,
    target: tuple[str, ...],
    mode: str | None,
    out: Path | None,
    trials: int | None,
    jobs: int | None,
    backend: str,
    address: str | None,
    time: float | None,
    seed: int | None,
    overrides: tuple[str, ...],
    earlier: Path | None,
    resume: bool,
    force: bool,
    overwrite: bool,
    yes: bool,
    announce: int | None,
) -> None:
    """Search the ranges of CONFIG and print the leaderboard.

    With DATA, a table or the name of a bundled set, the config that `hpsearch init DATA` would write is written to the
    working folder, and searched.

    CONFIG may name training code of your own in place of data: `objective: train.py:train`, or a command.

    With --mode panda on a terminal, a separate process trains one model after another, a network or a function of your
    own. You can watch and change the training; closing the terminal does not stop it. Without a terminal, this process
    trains, and prints a line for each epoch.

    Example: hpsearch run digits.yaml --trials 64
    """
    check_backend(backend)
    config = _config_of(config, target, time, overrides)
    again = f"interrupted; what was finished is kept; go on with: {to_go_on(sys.argv[1:])}"
    interruption.sentence = "interrupted before the search began" if overwrite else again
    existing = Existing.of(resume=resume, overwrite=overwrite, force=force)
    tried = "auto" if time is not None and trials is None and mode != "panda" else trials
    request = Request(
        config, with_shorthands(overrides, mode=mode, trials=tried, time_limit=time, seed=seed), out, existing, earlier
    )
    check_free(out or Path("runs", config.stem))
    os.environ |= ONE_THREAD  # one thread for this process, too, as others would slow the start
    if overwrite and not yes:
        _agree_to_overwrite(request)
    if announce is None and someone_is_there() and request.means_panda:
        interruption.sentence = again
        _train_interactively(request)
        return

    def began() -> None:
        interruption.sentence = again

    start = partial(start_workers, 1 if mode == "panda" else jobs, backend, cluster_at(address, force=force))
    folder = _search(request, start, announce, began, time)
    interruption.sentence = f"interrupted; see what there is with: {command('report', folder)}"
    _show_end(folder)


def _config_of(stated: Path, targets: Sequence[str], seconds: float | None, overrides: Sequence[str]) -> Path:
    """The config, or that of a table which is given in its place."""
    if stated.suffix.lower() in (".yaml", ".yml") or (not names_table(stated) and stated.exists()):
        if targets:
            raise click.UsageError("--target is for a table; set data.target in the config, or by --set")
        return stated
    from hpsearch.cli.from_table.table_config import config_of_table, is_bundled  # noqa: PLC0415 (NumPy; a config needs it later)

    if names_table(stated) or str(stated) == "-" or is_bundled(stated):
        return config_of_table(stated, targets, seconds, sys.argv[1:], overrides)
    return stated


def _agree_to_overwrite(request: Request) -> None:
    from hpsearch.cli.searches.overwriting import agree_to_overwrite  # noqa: PLC0415 (1 s; rarely needed)

    agree_to_overwrite(request)


def _train_interactively(request: Request) -> None:
    from hpsearch.cli.searches.interactive import train_interactively  # noqa: PLC0415 (imports NumPy, as `_search` does)

    train_interactively(request)


def _search(
    request: Request,
    start: Callable[[], Workers],
    announce: int | None,
    began: Callable[[], None],
    seconds: float | None,
) -> Path:
    """Start the workers, and import the search while they start; both take half a second."""
    with start() as workers:
        lasting("hpsearch.cli.searches.searching")
        from hpsearch.cli.searches.other_time import say_other_time  # noqa: PLC0415 (as below)
        from hpsearch.cli.searches.searching import search_here  # noqa: PLC0415 (workers start meanwhile)

        say_other_time(request.config, seconds)
        return search_here(request, workers, announce, began)


def _show_end(folder: Path) -> None:
    from hpsearch.cli.searches.ending import show_end  # noqa: PLC0415 (imported while the last trials trained)
    from hpsearch.runs.run import Run  # noqa: PLC0415

    show_end(Run(folder))
