"""`hpsearch run`: the main job."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hpsearch.cli.interruption import Interruption, to_go_on
from hpsearch.cli.options import FOLDER, config_argument, set_option, with_shorthands
from hpsearch.cli.panda import babysit, means_panda
from hpsearch.cli.request import Request
from hpsearch.cli.watch import on_terminal
from hpsearch.search.existing import Existing
from hpsearch.text.command_line import command

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpsearch.cli.progress import Screen
    from hpsearch.cli.trainer_process import Announcement
    from hpsearch.search.events import Event


@click.command()
@config_argument
@click.option("--mode", type=click.Choice(["caviar", "panda"]), help="Many models at once, or one under your eyes.")
@click.option("--out", type=FOLDER, help="The run folder.  [default: runs/<config's name>]")
@click.option("--trials", type=click.IntRange(min=1), help="How many settings to try.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that train.  [default: one for each core]")
@click.option(
    "--backend",
    type=click.Choice(["loky", "dask", "ray"]),
    default="loky",
    help="What runs the processes; dask and ray are to come.",
)
@click.option("--address", metavar="URL", help="The scheduler of dask or ray, to come with them.")
@click.option("--seed", type=click.IntRange(min=0), help="Where all randomness comes from.")
@set_option
@click.option("--resume", is_flag=True, help="Go on with the run in the folder, or extend it with more --trials.")
@click.option("--force", is_flag=True, help="With --resume: also where processor or versions are others than before.")
@click.option("--overwrite", is_flag=True, help="Delete the run in the folder, once you agree, and start anew.")
@click.option("--yes", is_flag=True, help="With --overwrite: agree without being asked.")
@click.option("--announce", type=int, hidden=True)
@click.make_pass_decorator(Interruption, ensure=True)
def run(
    interruption: Interruption,
    config: Path,
    mode: str | None,
    out: Path | None,
    trials: int | None,
    jobs: int | None,
    backend: str,
    address: str | None,
    seed: int | None,
    overrides: tuple[str, ...],
    resume: bool,
    force: bool,
    overwrite: bool,
    yes: bool,
    announce: int | None,
) -> None:
    """Search the ranges of CONFIG; the leaderboard comes on stdout at the end.

    With --mode panda on a terminal a process of its own trains one model after the other, which you may watch and
    change, or leave alone; elsewhere it trains here, with a line an epoch.

    Example: hpsearch run digits.yaml --trials 64
    """
    if backend != "loky" or address:
        raise click.UsageError("--backend dask and ray, and --address, are not supported yet; leave them out")
    again = f"interrupted; what was finished is kept; go on with: {to_go_on(sys.argv[1:])}"
    interruption.sentence = "interrupted before the search began" if overwrite else again
    existing = Existing.of(resume=resume, overwrite=overwrite, force=force)
    request = Request(config, with_shorthands(overrides, mode=mode, trials=trials, seed=seed), out, existing)
    from hpsearch.runs.owner import check_free  # noqa: PLC0415 (as below)

    check_free(out or Path("runs", config.stem))
    from hpsearch.workers.loky.pool import ONE_THREAD  # noqa: PLC0415

    os.environ |= ONE_THREAD  # this process works with one thread too; others would take part of the start
    if overwrite and not yes:
        _agree_to_overwrite(request)
    if announce is None and on_terminal() and means_panda(request.config, request.overrides):
        interruption.sentence = again
        babysit(request)
        return

    def began() -> None:
        interruption.sentence = again

    folder = _search(request, 1 if mode == "panda" else jobs, announce, began)
    interruption.sentence = f"interrupted; see what there is with: {command('report', folder)}"
    from hpsearch.cli.ending import show_end  # noqa: PLC0415 (imported while the last trials trained)
    from hpsearch.runs.run import Run  # noqa: PLC0415

    show_end(Run(folder))


def _agree_to_overwrite(request: Request) -> None:
    from hpsearch.cli.overwriting import agree_to_overwrite  # noqa: PLC0415 (most runs overwrite nothing)
    from hpsearch.config import read_config  # noqa: PLC0415
    from hpsearch.search.whole import run_folder  # noqa: PLC0415

    agree_to_overwrite(run_folder(read_config(request.config, request.overrides), request.out))


def _search(request: Request, jobs: int | None, announce: int | None, began: "Callable[[], None]") -> Path:
    """Search in this process, which says to the descriptor `announce`, if there is one, where; the run's folder."""
    # What follows takes half a second to import, which `hpsearch --help` does without; workers start meanwhile.
    from hpsearch.system.imports import lasting  # noqa: PLC0415
    from hpsearch.workers.loky.pool import Workers  # noqa: PLC0415

    with Workers(jobs) as workers:
        lasting("hpsearch.runs.run", "hpsearch.search.whole", "hpsearch.cli.progress")
        from hpsearch.cli.progress import search_screen  # noqa: PLC0415
        from hpsearch.cli.trainer_process import Announcement  # noqa: PLC0415
        from hpsearch.panda.mode import Panda  # noqa: PLC0415
        from hpsearch.search.whole import whole_search  # noqa: PLC0415

        announcement = None if announce is None else Announcement(announce)
        with search_screen(plain=announcement is not None) as screen:

            def show(event: "Event") -> None:
                began()
                _show_progress(screen, announcement, event)

            return whole_search(
                request.config,
                workers,
                overrides=request.overrides,
                out=request.out,
                existing=request.existing,
                on_progress=show,
                panda=Panda(attended=announcement is not None),
            )


def _show_progress(screen: "Screen", announcement: "Announcement | None", event: "Event") -> None:
    """Show an event; once outcomes come, and while workers train on, import what the leaderboard is shown with."""
    from hpsearch.search.events import SearchStarted, TrialFinished  # noqa: PLC0415

    if announcement is not None and isinstance(event, SearchStarted):
        announcement.make(event.folder)
    screen.show(event)
    if isinstance(event, TrialFinished):
        import hpsearch.cli.ending  # noqa: F401, PLC0415
