"""The progress of a search, counted from its events."""

from collections.abc import Callable
from datetime import timedelta
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from hpsearch.search.events import (
    Event,
    FinalistsStarted,
    RetrainingFinished,
    RoundPlanned,
    SearchStarted,
    TrialFinished,
)
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.table import short

if TYPE_CHECKING:
    from hpsearch.trials.ranking import Ranking


_LIKE_TRIALS = 5
"""Weight of the time of a trial, in retrainings, when the remaining time is estimated from both."""


class Tally:
    """Counts the trials of a search, then its retrainings; has the best trial so far and the time left."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.counted = "trials"
        self.total = 0
        self.done = 0
        self.best = ""
        self.overlapping = False
        self.ranking: Ranking | None = None
        self._best: Outcome | None = None
        self._clock = clock
        self._later = 0
        self._new = self._coming = 0
        self._each: float | None = None
        self._since = self._until = clock()
        self._end = inf

    def count(self, event: Event) -> None:
        """Update the counts by one event."""
        match event:
            case SearchStarted():
                self.total, self.done, self.ranking = event.trials, event.finished, event.ranking
                self.overlapping = event.overlapping
                self._later, self._end = event.retrainings, self._clock() + event.seconds_left
                self._take(event.best)
            case RoundPlanned():
                self.total = event.trials
            case TrialFinished():
                if not event.again:
                    self._count(event.finished_with_it)
                self._take(event.outcome)
            case FinalistsStarted():
                self._each = self._seconds_each()
                self.counted, self.total, self.done = "retrainings", event.retrainings, event.finished
                self._new = self._coming = self._later = 0
                self._since = self._until = self._clock()
            case RetrainingFinished():
                self._count(0)

    @property
    def left(self) -> str:
        """The time left, if each trial and each retraining takes as long as those so far, within the time limit."""
        each = self._seconds_each()
        if each is None:
            return ""
        expected = each * (self.total - self.done - self._coming + self._later)
        seconds = max(0.0, min(expected, self._end - self._clock()))
        return f"{timedelta(seconds=round(seconds))} left"

    def _count(self, coming: int) -> None:
        self.done += 1
        self._new += 1
        self._coming, self._until = coming, self._clock()

    def _seconds_each(self) -> float | None:
        """Return the seconds of one trial or retraining; for retrainings, trials are included with a weight."""
        finished, seconds = self._new + self._coming, self._until - self._since
        if self._each is not None:
            return (seconds * (finished > 0) + _LIKE_TRIALS * self._each) / (finished + _LIKE_TRIALS)
        return seconds / finished if finished else None

    def _take(self, outcome: Outcome | None) -> None:
        if outcome is None or outcome.status != Status.COMPLETE or self.ranking is None:
            return
        rivals = [outcome] if self._best is None else [self._best, outcome]
        self._best = self.ranking.best_first(rivals)[0]
        value = self._best.metrics[self.ranking.metric]
        self.best = f"best {self.ranking.metric} {short(value)} (trial {self._best.number})"
