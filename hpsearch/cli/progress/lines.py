"""The progress of a search as plain lines on stderr, for pipes and logs."""

from math import isfinite, isnan
from time import monotonic

from hpsearch.cli.progress.tally import Tally
from hpsearch.cli.terminal.printing import say
from hpsearch.search.events import (
    EpochFinished,
    Event,
    FinalistsFinished,
    Intervened,
    Remarked,
    RetrainingFinished,
    RoundFinished,
    SearchStarted,
    TimeIsUp,
    TrialFinished,
)
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.table import short

QUIET_SECONDS = 5.0
"""Without a terminal, the smallest number of seconds between two lines about finished trials."""


class ProgressLines:
    """Prints lines at intervals, for pipes."""

    def __init__(self) -> None:
        self._tally = Tally()
        self._last = monotonic()
        self._before = self._told = 0
        self._open_ended = False

    def show(self, event: Event) -> None:
        """Print a line after each round, after the finalists, after each epoch of panda, and every few seconds."""
        self._tally.count(event)
        match event:
            case SearchStarted():
                self._before = self._told = event.finished
                self._open_ended = event.open_ended
                if event.grid:
                    self._line(event.grid)
            case EpochFinished():
                self._line(epoch_line(event.trial.number, event.epoch, event.epochs))
            case Intervened():
                self._line(intervention_line(event.intervention))
            case RoundFinished():
                self._round(event)
            case FinalistsFinished():
                self._line(f"finalists: {self._state()}")
            case TimeIsUp():
                self._line(time_line(event))
            case Remarked():
                self._line(event.sentence)
            case TrialFinished() | RetrainingFinished() if monotonic() - self._last > QUIET_SECONDS:
                self._line(self._state())

    def _round(self, event: RoundFinished) -> None:
        """Print a line after a round with new trials; for overlapping rounds only the trials."""
        if self._tally.overlapping:
            if self._tally.done > self._told:
                self._line(self._state())
        elif self._tally.done > self._before:
            rounds = "" if self._open_ended else f"/{event.rounds}"
            self._line(f"round {event.round}{rounds}: {self._state(whole=not self._open_ended)}")

    def _state(self, *, whole: bool = True) -> str:
        """The trials that are done, of how many in the `whole` search, the best of them, and the time left."""
        tally = self._tally
        self._told = tally.done
        of = f"/{tally.total}" if whole else ""
        state = (f"{tally.done}{of} {tally.counted}", tally.best or "no trial complete yet", tally.left)
        return ", ".join(filter(None, state))

    def _line(self, text: str) -> None:
        self._last = monotonic()
        say(text, err=True)


class LogLines(ProgressLines):
    """Prints lines for a log file, without epochs: a training of days has many, and run.db has them all."""

    def show(self, event: Event) -> None:
        """Print a line for all but epochs."""
        if not isinstance(event, EpochFinished):
            super().show(event)


def epoch_line(trial: int, epoch: EpochRecord, epochs: int | None = None) -> str:
    """Return a line about an epoch of a model, with the number of epochs if known."""
    rate = {"learning_rate": epoch.learning_rate} if epoch.learning_rate else {}  # the user's own code may have none
    norm = {} if isnan(epoch.gradient_norm) else {"gradient_norm": epoch.gradient_norm}
    numbers = {**rate, **epoch.metrics, **norm}
    text = "  ".join(f"{name} {short(value) if isfinite(value) else value}" for name, value in numbers.items())
    branch = f"  branch {epoch.branch}" if epoch.branch else ""
    of = "" if epochs is None else f"/{epochs}"
    return f"trial {trial}{branch}  epoch {epoch.epoch}{of}  {text}"


def intervention_line(each: Intervention) -> str:
    """Return a line about a change, with the moment from which it applies."""
    return f"trial {each.trial}  {each.moment}: {each} [{each.source}]"


def time_line(event: TimeIsUp) -> str:
    """Say that a search stopped at its time limit, and how to continue."""
    return (
        f"the time limit ended the search after {event.finished:,} of {event.total:,} {event.counted}; this number can "
        "differ from run to run; --resume continues"
    )
