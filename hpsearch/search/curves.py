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

    `last` is the epoch of its longest training, and `final` what it came to.
    """

    trainings: tuple[tuple[Value, ...], ...]
    status: Status
    last: int
    final: Value

    @classmethod
    def of(cls, outcome: Outcome, history: Iterable[EpochRecord], ranking: Ranking) -> Self:
        """The curve of a trial with its `history`, in order of repeat, fold and epoch."""
        by_training: dict[tuple[int, int], list[Value]] = defaultdict(list)
        for record in history:
            by_training[record.repeat, record.fold].append(_value(record.metrics, ranking))
        trainings = tuple(map(tuple, by_training.values()))
        return cls(trainings, outcome.status, outcome.epochs_run, _value(outcome.metrics, ranking))

    def reaches(self, until: int | None) -> bool:
        """Whether it is known what becomes of the trial until that epoch, or until its end."""
        return self.status != Status.STOPPED or (until is not None and until <= self.last)

    def ends(self, until: int | None) -> bool:
        """Whether it ends by that epoch, completely or not; one that fails does so after its last epoch."""
        if self.status == Status.STOPPED:
            return False
        return until is None or until >= self.last + (self.status == Status.FAILED)

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
