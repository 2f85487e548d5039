"""`hpsearch loop`: search, diagnose, change the config as advised, search again."""

import os
import sys
from functools import partial
from pathlib import Path

import click

from hpsearch.cli.options import (
    FOLDER,
    Seconds,
    WholeNumber,
    address_option,
    backend_option,
    cluster_at,
    config_argument,
    jobs_option,
    seed_option,
    set_option,
    with_shorthands,
)
from hpsearch.cli.terminal.interruption import Interruption, to_go_on
from hpsearch.search.folder.existing import Existing
from hpsearch.system.thread_variables import ONE_THREAD
from hpsearch.workers.backends import check_backend, start_workers


@click.command()
@config_argument
@click.option("-o", "--out", type=FOLDER, help="The folder for the steps.  [default: loops/<config's name>]")
@click.option("--rounds", type=WholeNumber(min=1), default=3, show_default=True, help="Largest number of searches.")
@click.option(
    "--time",
    type=Seconds(min=0, min_open=True),
    metavar="S",
    help="Seconds for all searches together: as many trials as fit, or at most --trials in each, "
    "unless the advice raises that number.",
)
@click.option(
    "--trials", type=WholeNumber(min=1), help="Number of settings to try in the first search, unless it has ended."
)
@jobs_option
@backend_option
@address_option
@seed_option
@set_option
@click.option("--resume", is_flag=True, help="Continue the loop in the folder; with more --rounds, extend it.")
@click.option(
    "--force",
    is_flag=True,
    help="With --resume: even if the processor or a library version has changed. "
    "With --address: use workers that differ in these, too.",
)
@click.make_pass_decorator(Interruption, ensure=True)
def loop(
    interruption: Interruption,
    config: Path,
    out: Path | None,
    rounds: int,
    time: float | None,
    trials: int | None,
    jobs: int | None,
    backend: str,
    address: str | None,
    seed: int | None,
    overrides: tuple[str, ...],
    resume: bool,
    force: bool,
) -> None:
    """Search the ranges of CONFIG, change it as the diagnosis advises, and search again.

    Each search is a step with its own run folder, such as loops/digits/1; the config of the next step is beside it,
    such as loops/digits/2.yaml. Trials that fit the changed ranges are taken over. The loop ends after --rounds
    searches, when the time is used up, or when no change is expected to help; loop.html in its folder shows what was
    changed and why.

    Example: hpsearch loop digits.yaml --rounds 3 --time 600
    """
    check_backend(backend)
    Existing.of(resume=resume, overwrite=False, force=force)
    interruption.sentence = f"interrupted; what was finished is kept; go on with: {to_go_on(sys.argv[1:])}"
    os.environ |= ONE_THREAD  # before NumPy is imported, as in run
    from hpsearch.cli.searches.looping_here import loop_here  # noqa: PLC0415 (imports NumPy)
    from hpsearch.looping import Loop  # noqa: PLC0415 (as above)

    tried = "auto" if time is not None and trials is None else trials
    stated = with_shorthands(overrides, trials=tried, seed=seed)
    planned = Loop(config, stated, out or Path("loops", config.stem), rounds, time)
    loop_here(
        planned, partial(start_workers, jobs, backend, cluster_at(address, force=force)), resume=resume, force=force
    )
