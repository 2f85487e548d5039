"""How far a search is, counted from its events."""

from datetime import timedelta
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


class Tally:
    """Counts the trials of a search, then its retrainings; knows the best trial so far and the time left."""

    def __init__(self) -> None:
        self.counted = "trials"
        self.total = 0
        self.done = 0
        self.best = ""
        self.ranking: Ranking | None = None
        self._best: Outcome | None = None
        self._new = 0
        self._since = monotonic()

    def count(self, event: Event) -> None:
        """Update the counts by one event."""
        match event:
            case SearchStarted():
                self.total, self.done, self.ranking = event.trials, event.finished, event.ranking
                self._take(event.best)
            case RoundPlanned():
                self.total = event.trials
            case TrialFinished():
                self.done += 1
                self._new += 1
                self._take(event.outcome)
            case FinalistsStarted():
                self.counted, self.total, self.done = "retrainings", event.retrainings, event.finished
                self._new, self._since = 0, monotonic()
            case RetrainingFinished():
                self.done += 1
                self._new += 1

    @property
    def left(self) -> str:
        """The time left, if the rest takes as long per trial as the trials so far."""
        if not self._new:
            return ""
        seconds = (monotonic() - self._since) / self._new * (self.total - self.done)
        return f"{timedelta(seconds=round(seconds))} left"

    def _take(self, outcome: Outcome | None) -> None:
        if outcome is None or outcome.status != Status.COMPLETE or self.ranking is None:
            return
        rivals = [outcome] if self._best is None else [self._best, outcome]
        self._best = self.ranking.best_first(rivals)[0]
        value = self._best.metrics[self.ranking.metric]
        self.best = f"best {self.ranking.metric} {short(value)} (trial {self._best.number})"
