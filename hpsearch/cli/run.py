"""`hpsearch run`: the main job."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hpsearch.cli.interruption import Interruption, to_go_on
from hpsearch.cli.options import FOLDER, config_argument, set_option, with_shorthands

if TYPE_CHECKING:
    from hpsearch.cli.screen import Screen
    from hpsearch.runs import Run
    from hpsearch.search.events import Event


@click.command()
@config_argument
@click.option("--mode", type=click.Choice(["caviar", "panda"]), help="Many models at once, or one under your eyes.")
@click.option("--out", type=FOLDER, help="The run folder.  [default: runs/<config's name>]")
@click.option("--trials", type=click.IntRange(min=1), help="How many settings to try.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that train.  [default: one for each core]")
@click.option("--backend", type=click.Choice(["loky", "dask", "ray"]), default="loky", help="What runs the processes.")
@click.option("--address", metavar="URL", help="The scheduler of dask or ray.")
@click.option("--seed", type=click.IntRange(min=0), help="Where all randomness comes from.")
@set_option
@click.option("--resume", is_flag=True, help="Go on with the run in the folder, or extend it with more --trials.")
@click.option("--force", is_flag=True, help="With --resume: also where processor or versions are others than before.")
@click.option("--overwrite", is_flag=True, help="Delete the run in the folder, once you agree, and start anew.")
@click.option("--yes", is_flag=True, help="With --overwrite: agree without being asked.")
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
) -> None:
    """Search the ranges of CONFIG; the leaderboard comes on stdout at the end.

    Example: hpsearch run digits.yaml --trials 64
    """
    if resume and overwrite:
        raise click.UsageError("--resume and --overwrite contradict each other; give one of them")
    if backend != "loky" or address:
        raise click.UsageError("--backend dask and ray, and --address, are not supported yet; leave them out")
    again = f"interrupted; what was finished is kept; go on with: {to_go_on(sys.argv[1:])}"
    interruption.sentence = "interrupted before the search began" if overwrite else again
    changed = with_shorthands(overrides, mode=mode, trials=trials, seed=seed)
    from hpsearch.search.owner import check_free  # noqa: PLC0415 (as below)

    check_free(out or Path("runs", config.stem))
    # What follows takes half a second to import, which `hpsearch --help` does without; workers start meanwhile.
    from hpsearch.imports import lasting  # noqa: PLC0415
    from hpsearch.search.workers import ONE_THREAD, Workers  # noqa: PLC0415

    os.environ |= ONE_THREAD  # this process works with one thread too; others would take part of the start
    if overwrite and not yes:
        _agree_to_overwrite(config, changed, out)
    with Workers(1 if mode == "panda" else jobs) as workers:
        lasting("hpsearch.runs", "hpsearch.search.whole", "hpsearch.cli.screen")
        from hpsearch.cli.screen import search_screen  # noqa: PLC0415
        from hpsearch.panda.mode import Panda  # noqa: PLC0415
        from hpsearch.runs import Run  # noqa: PLC0415
        from hpsearch.search.whole import whole_search  # noqa: PLC0415

        with search_screen() as screen:

            def show(event: "Event") -> None:
                interruption.sentence = again
                _show_progress(screen, event)

            folder = whole_search(
                config,
                workers,
                overrides=changed,
                out=out,
                resume=resume,
                overwrite=overwrite,
                force=force,
                on_progress=show,
                panda=Panda(),
            )
    interruption.sentence = f"interrupted; see what there is with: {shlex.join(['hpsearch', 'report', str(folder)])}"
    _show_end(Run(folder))


def _agree_to_overwrite(config: Path, changed: tuple[str, ...], out: Path | None) -> None:
    from hpsearch.cli.overwriting import agree_to_overwrite  # noqa: PLC0415 (most runs overwrite nothing)
    from hpsearch.config import read_config  # noqa: PLC0415
    from hpsearch.search.whole import run_folder  # noqa: PLC0415

    agree_to_overwrite(run_folder(read_config(config, changed), out))


def _show_progress(screen: "Screen", event: "Event") -> None:
    """Show an event; once outcomes come, and while workers train on, import what the leaderboard is shown with."""
    from hpsearch.search.events import TrialFinished  # noqa: PLC0415

    screen.show(event)
    if isinstance(event, TrialFinished):
        import hpsearch.cli.output  # noqa: F401, PLC0415


def _show_end(finished: "Run") -> None:
    """The leaderboard, where the rest is, and the exit code that says how it went."""
    from hpsearch.cli.output import show  # noqa: PLC0415
    from hpsearch.outcomes import Status  # noqa: PLC0415
    from hpsearch.report.certainty import certainty  # noqa: PLC0415
    from hpsearch.report.leaderboard import leaderboard, readable, spare_columns  # noqa: PLC0415
    from hpsearch.report.narrowing import edges  # noqa: PLC0415

    table = leaderboard([finished])
    show(readable(table.top(10)), spare_columns(table))
    if sentence := certainty(finished.ranking):
        click.echo(sentence)
    for sentence in edges(finished):
        click.echo(sentence, err=True)
    statuses = table.column("status")
    ends = {status: statuses.count(str(status)) for status in (Status.STOPPED, Status.DIVERGED, Status.FAILED)}
    told = [f"{count} {status}" for status, count in ends.items() if count]
    told = [f"{', '.join(told)} of {len(statuses)} trials"] if told else []
    click.echo("; ".join([*told, f"every trial and epoch, and the best model: {finished.folder}/"]), err=True)
    if Status.COMPLETE not in statuses:
        click.echo("no trial completed; lower the learning rate, or see the messages in trials.csv", err=True)
        raise SystemExit(1)
    if ends[Status.FAILED]:
        click.echo("trials that failed raised an error; see the column message in trials.csv", err=True)
        raise SystemExit(3)
