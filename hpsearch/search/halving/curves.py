"""The learning curves of trials, by which halving decides which go on, and what a stopped one is expected to reach."""

from collections import defaultdict
from collections.abc import Iterable
from math import inf, isfinite, isnan
from typing import Self

from hpsearch.records import Record
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.repeats import mean

Value = tuple[float, float]
"""The cost after an epoch; the dev loss decides between equal costs."""


class TrialCurve(Record):
    """The values of a trial after each epoch, for each of its trainings, and how the trial ended, if it did.

    `last` is the last epoch of its longest training, `final` its final value. `over` is the epoch by which the trial
    was known to have ended: one later than `last` if it failed or stopped before its stated number of epochs.
    """

    trainings: tuple[tuple[Value, ...], ...]
    status: Status
    last: int
    over: int
    final: Value

    @classmethod
    def of(cls, outcome: Outcome, history: Iterable[EpochRecord], ranking: Ranking, *, by_itself: bool = False) -> Self:
        """Return the curve of a trial from its `history`, in order of repeat, fold and epoch.

        `by_itself`: the user's own code ended the training without saying that its last epoch was the last one.
        """
        by_training: dict[tuple[int, int], list[Value]] = defaultdict(list)
        for record in history:
            by_training[record.repeat, record.fold].append(_value(record.metrics, ranking))
        trainings = tuple(map(tuple, by_training.values()))
        last = outcome.epochs_run
        over = last + (by_itself or outcome.status == Status.FAILED)
        return cls(trainings, outcome.status, last, over, _value(outcome.metrics, ranking))

    def reaches(self, until: int | None) -> bool:
        """Whether the trial has trained to the epoch `until` (None: to its end), or ended before."""
        return self.status != Status.STOPPED or (until is not None and until <= self.last)

    def ends(self, until: int | None) -> bool:
        """Whether the trial is known to have ended by the epoch `until`, for whatever reason."""
        return self.status != Status.STOPPED and (until is None or until >= self.over)

    def at(self, until: int | None) -> Value:
        """Return the mean over the trainings after the epoch `until`; the final value if the trial ends by then."""
        if self.ends(until):
            return self.final
        values = [training[:until][-1] for training in self.trainings]
        if not values or not all(isfinite(cost) for cost, _ in values):
            return inf, inf
        return mean([cost for cost, _ in values]), mean([loss for _, loss in values])


def _value(metrics: dict[str, float], ranking: Ranking) -> Value:
    loss = metrics.get("dev_loss", inf)
    return ranking.cost(metrics), inf if isnan(loss) else loss
