"""`hpsearch replay`: repeat an interactive training and compare it with the first."""

import os
from pathlib import Path

import click

from hpsearch.cli.options import FOLDER
from hpsearch.cli.progress.lines import epoch_line
from hpsearch.cli.terminal.printing import say
from hpsearch.panda.replay import TOLERANCE, Replay
from hpsearch.system.thread_variables import ONE_THREAD
from hpsearch.text.counting import how_many
from hpsearch.text.percent import percent


@click.command()
@click.argument("run", type=FOLDER, metavar="RUN")
@click.option("--verify", is_flag=True, help="Print only whether all epochs are the same; exit 1 if not.")
def replay(run: Path, verify: bool) -> None:
    """Train the models of RUN, a run of --mode panda, again with the same changes, and compare each epoch.

    RUN itself is not changed. With the same processor and library versions every bit must be the same; with others,
    losses may differ by 1 %.

    Example: hpsearch replay runs/digits --verify
    """
    os.environ |= ONE_THREAD  # as in the training, for libraries that only the user's own code imports
    again = Replay(run)
    elsewhere = again.elsewhere()
    epochs, largest, apart = 0, 0.0, ""
    for each in again.epochs():
        epochs += 1
        largest = max(largest, each.difference)
        same = each.difference <= TOLERANCE if elsewhere else each.same
        trial, branch, epoch = each.recorded.place
        if not same and not apart:
            apart = f"trial {trial}, branch {branch}, epoch {epoch}"
        if not verify and each.again is not None:
            say(f"{epoch_line(trial, each.again.record)}  {'same' if same else 'DIFFERENT'}")
    for difference in elsewhere:
        say(f"{difference}: bits may differ, so losses are compared within {percent(TOLERANCE)}", err=True)
    if apart:
        say(f"{run}: {how_many(epochs, 'epoch')} compared; the first that differs is {apart}")
        raise SystemExit(1)
    if elsewhere:
        say(f"{run}: {how_many(epochs, 'epoch')}, all within {percent(TOLERANCE)}: at most {largest:.1g} apart")
    else:
        say(f"{run}: {how_many(epochs, 'epoch')}, every bit of the model the same after each")
