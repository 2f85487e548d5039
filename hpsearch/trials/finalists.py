"""The finalists: the best trials of a search, retrained with seeds that were not used to choose them.

The best of many noisy results is partly lucky, the more so the more results there are. Retraining with new seeds gives
an unbiased mean.
"""

from collections.abc import Iterable, Sequence

from hpsearch.records import Record
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.repeats import over_repeats


class Finalist(Record):
    """A finalist: `outcome` is the mean over its retrainings, `interval` the 95 % interval of the metric's mean.

    `difference` is the 95 % interval of its mean minus the mean of the first finalist, None for the first itself. A
    finalist with a diverged or failed retraining has no intervals, and ranks after those that have them.
    `tied_with_first` says that it does not differ significantly from the first finalist.
    """

    rank: int
    outcome: Outcome
    retrainings: int
    interval: ConfidenceInterval | None
    tied_with_first: bool
    difference: ConfidenceInterval | None = None

    @property
    def number(self) -> int:
        """Number of the trial, from 0."""
        return self.outcome.number


def contenders(outcomes: Iterable[Outcome], count: int, ranking: Ranking) -> list[Outcome]:
    """Return the best `count` complete trials, best first; all of them if there are fewer."""
    return ranking.best_first([outcome for outcome in outcomes if outcome.status == Status.COMPLETE])[:count]


def ranked(retrainings: Sequence[Sequence[Outcome]], ranking: Ranking) -> tuple[Finalist, ...]:
    """Rank trials by the means of their retrainings: one sequence of outcomes for each trial, in any order.

    Trials of equal means keep their order. Retrainings of one repeat share their random numbers, so a trial is compared
    with the first one repeat by repeat: they are tied if the interval of their mean difference contains 0.
    """
    by_repeat = [sorted(repeats, key=lambda outcome: outcome.repeat) for repeats in retrainings]
    together = [(over_repeats(repeats, ranking.metric), _values(repeats, ranking.metric)) for repeats in by_repeat]
    together.sort(key=lambda finalist: ranking.place(finalist[0])[:3])
    return tuple(
        _finalist(rank, outcome, len(retrainings[0]), values, together[0][1])
        for rank, (outcome, values) in enumerate(together, start=1)
    )


def _finalist(
    rank: int, outcome: Outcome, retrainings: int, values: Sequence[float], first: Sequence[float]
) -> Finalist:
    differences = [value - better for value, better in zip(values, first, strict=False)] if rank > 1 else []
    difference = ConfidenceInterval.of(differences) if differences else None
    return Finalist(
        rank,
        outcome,
        retrainings,
        interval=ConfidenceInterval.of(values) if values else None,
        tied_with_first=rank == 1 or (difference is not None and difference.contains_zero),
        difference=difference,
    )


def _values(retrainings: Sequence[Outcome], metric: str) -> list[float]:
    """The metric of each retraining; empty if one of them diverged or failed."""
    complete = all(each.status == Status.COMPLETE for each in retrainings)
    return [each.metrics[metric] for each in retrainings] if complete else []
