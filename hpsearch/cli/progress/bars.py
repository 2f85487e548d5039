"""The progress of a search as a bar on a terminal."""

from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from hpsearch.cli.progress.lines import epoch_line, intervention_line, time_line
from hpsearch.cli.progress.tally import Tally
from hpsearch.cli.terminal.drawing import SafeConsole
from hpsearch.search.events import (
    EpochFinished,
    Event,
    FinalistsStarted,
    Intervened,
    Remarked,
    RoundFinished,
    SearchStarted,
    TimeIsUp,
)
from hpsearch.system.signals import signals_after
from hpsearch.text.visible import shortened, visible
from hpsearch.text.wrapping import wrapped


class ProgressBars:
    """A bar that moves; panda's epochs scroll above it."""

    def __init__(self) -> None:
        self._console = SafeConsole(stderr=True)
        self._tally = Tally()
        self._progress = Progress(
            TextColumn("{task.description}", style="bold", markup=False),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[best]}", markup=False),
            TextColumn("{task.fields[left]}", style="dim", markup=False),
            console=self._console,
            transient=True,
            expand=True,
        )
        self._bar = self._progress.add_task("round 1", total=None, best="", left="")

    def __enter__(self) -> Self:
        try:
            with signals_after():  # rich's thread would draw below the last sentence
                self._progress.start()
        except BaseException:  # also Ctrl-C: show the cursor again
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        with signals_after():
            self._progress.stop()

    def show(self, event: Event) -> None:
        """Move the bar, and print a line above it for some events."""
        self._tally.count(event)
        if isinstance(event, EpochFinished):
            self._line(epoch_line(event.trial.number, event.epoch, event.epochs))
        if isinstance(event, Intervened):
            self._line(intervention_line(event.intervention))
        if isinstance(event, SearchStarted) and event.grid:
            self._line(event.grid)
        if isinstance(event, TimeIsUp):
            self._line(time_line(event))
        if isinstance(event, Remarked):
            self._line(event.sentence)
        tally = self._tally
        self._progress.update(self._bar, completed=tally.done, total=tally.total, best=tally.best, left=tally.left)
        if isinstance(event, SearchStarted) and event.overlapping:
            self._progress.update(self._bar, description="trials")
        elif isinstance(event, RoundFinished) and event.round < event.rounds and not tally.overlapping:
            self._progress.update(self._bar, description=f"round {event.round + 1}")
        if isinstance(event, FinalistsStarted):
            self._progress.update(self._bar, description="finalists")

    def _line(self, text: str) -> None:
        """Print a line above the bar."""
        self._console.print(Text(wrapped(visible(shortened(text)), self._console.width)), soft_wrap=True)
