"""`hpsearch watch`: show a training, on any number of terminals."""

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import sleep

import click

from hpsearch.cli.options import FOLDER
from hpsearch.cli.progress.lines import epoch_line, intervention_line
from hpsearch.cli.terminal.printing import say, someone_is_there
from hpsearch.panda.view import View
from hpsearch.text.command_line import command, resuming
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.interventions import Intervention

LOOK = 0.2
"""Seconds between two reads of the run."""


@click.command()
@click.argument("run", type=FOLDER, metavar="RUN")
def watch(run: Path) -> None:
    """Show the model that RUN is training, and change it; closing this does not stop the training.

    On a terminal this is a screen with its keys at the bottom; elsewhere it prints a line for each epoch and change.

    Example: hpsearch watch runs/digits
    """
    if someone_is_there() and sys.stdout.isatty() and _is_interactive(run):
        watch_run(run)
    else:
        follow(run, say)
    say(standing(run), err=True)


def watch_run(folder: Path) -> None:
    """Open the screen on a run until it is closed; on a terminal that cannot show one, write a line for each epoch."""
    if os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        follow(folder, partial(say, err=True))
        return
    from hpsearch.screen.app import open_screen  # noqa: PLC0415 (a third of a second to import)

    open_screen(folder)


def _is_interactive(folder: Path) -> bool:
    with View(folder) as view:
        return view.interactive


def standing(folder: Path) -> str:
    """Return a sentence on the progress of a run, and whether it is being trained."""
    with View(folder) as view:
        about = f"{view.done:,} of {view.planned:,} trials are done"
        if view.alive:
            of = "" if view.status.epochs is None else f" of {view.status.epochs}"
            now = f"trial {view.trial} is {view.status.state} at epoch {view.status.epoch}{of}"
            return f"{folder}: {about}, {now}; `{command('tell', folder, 'stop')}` ends the training"
        if view.finished:
            return f"{folder}: {about}; `{command('report', folder)}` shows them"
        return f"{folder}: {about}, and no trainer is running; `{resuming(folder)}` continues"


def follow(folder: Path, write: Callable[[str], None]) -> None:
    """Write a line for each new epoch and change, until the trainer has ended or Ctrl-C is pressed."""
    seen_epoch = seen = 0
    with View(folder) as view:
        try:
            while True:
                going_on = view.alive
                view.refresh()
                epochs = view.epochs_after(seen_epoch)
                happened = [each for each in view.interventions if each.id > seen]
                for line in _lines(view, epochs, happened):
                    write(line)
                seen_epoch = epochs[-1].id if epochs else seen_epoch
                seen = happened[-1].id if happened else seen
                if not going_on:
                    return
                sleep(LOOK)
        except KeyboardInterrupt:
            return


def _lines(view: View, epochs: list[BranchEpoch], happened: list[Intervention]) -> Iterator[str]:
    """Yield a line for each epoch and change, in the order of the training."""
    for epoch in epochs:
        while happened and _before(happened[0], epoch):
            yield intervention_line(happened.pop(0))
        yield epoch_line(epoch.trial, epoch.record, view.status.epochs)
    for each in happened:
        yield intervention_line(each)


def _before(intervention: Intervention, epoch: BranchEpoch) -> bool:
    """Whether a change took effect before an epoch was trained."""
    moment, record = intervention.moment, epoch.record
    if (intervention.trial, moment.branch) == (epoch.trial, record.branch):
        return moment.epoch < record.epoch
    return intervention.trial < epoch.trial or intervention.target.branch == record.branch
