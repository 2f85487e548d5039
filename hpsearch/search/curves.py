"""The learning curves of a search's trials: what decides who trains on, and what stopped ones would have come to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite, isnan
from typing import Self

from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.repeats import mean

Value = tuple[float, float]
"""The cost after an epoch, and among equals the dev loss."""


@dataclass(frozen=True, slots=True)
class TrialCurve:
    """The values of a trial after each epoch, for each of its trainings, and how it ended if it did.

    `last` is the epoch of its longest training, and `final` what it came to. By the epoch `over` it was known that it
    had ended: one that failed, or ended before its stated number of epochs, did so when one epoch more was asked for.
    """

    trainings: tuple[tuple[Value, ...], ...]
    status: Status
    last: int
    over: int
    final: Value

    @classmethod
    def of(cls, outcome: Outcome, history: Iterable[EpochRecord], ranking: Ranking, *, by_itself: bool = False) -> Self:
        """The curve of a trial with its `history`, in order of repeat, fold and epoch.

        One of the user's own code may end `by_itself`, without a word that its last epoch was the last.
        """
        by_training: dict[tuple[int, int], list[Value]] = defaultdict(list)
        for record in history:
            by_training[record.repeat, record.fold].append(_value(record.metrics, ranking))
        trainings = tuple(map(tuple, by_training.values()))
        last = outcome.epochs_run
        over = last + (by_itself or outcome.status == Status.FAILED)
        return cls(trainings, outcome.status, last, over, _value(outcome.metrics, ranking))

    def reaches(self, until: int | None) -> bool:
        """Whether it is known what becomes of the trial until that epoch, or until its end."""
        return self.status != Status.STOPPED or (until is not None and until <= self.last)

    def ends(self, until: int | None) -> bool:
        """Whether it is known at that epoch that it has ended, completely or not."""
        return self.status != Status.STOPPED and (until is None or until >= self.over)

    def at(self, until: int | None) -> Value:
        """The means over its trainings after that epoch; of a trial that ends by then, what it came to."""
        if self.ends(until):
            return self.final
        values = [training[:until][-1] for training in self.trainings]
        if not values or not all(isfinite(cost) for cost, _ in values):
            return inf, inf
        return mean([cost for cost, _ in values]), mean([loss for _, loss in values])


def _value(metrics: dict[str, float], ranking: Ranking) -> Value:
    loss = metrics.get("dev_loss", inf)
    return ranking.cost(metrics), inf if isnan(loss) else loss
