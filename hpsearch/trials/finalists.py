"""The finalists: the best trials of a search, judged again on draws that had no part in choosing them.

The best of many noisy values is partly lucky, the more so the more there are; retrainings tell luck from merit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.repeats import over_repeats


@dataclass(frozen=True, slots=True)
class Finalist:
    """A finalist: `outcome` is the mean over its retrainings, `interval` the 95 % interval of the metric's mean.

    A finalist with a retraining that diverged or failed has no interval, and ranks behind those that have one.
    `tied_with_first` says that its retrainings do not distinguish it from the first finalist.
    """

    rank: int
    outcome: Outcome
    retrainings: int
    interval: ConfidenceInterval | None
    tied_with_first: bool

    @property
    def number(self) -> int:
        """The trial's."""
        return self.outcome.number


def contenders(outcomes: Iterable[Outcome], count: int, ranking: Ranking) -> list[Outcome]:
    """The best `count` complete trials, or as many as there are, the best first."""
    return ranking.best_first([outcome for outcome in outcomes if outcome.status == Status.COMPLETE])[:count]


def ranked(draws: Sequence[Sequence[Outcome]], ranking: Ranking) -> tuple[Finalist, ...]:
    """The trials whose retrainings these are, by their means; among equals the order stays.

    Draws of one repeat share their random numbers, so a trial and the first are compared repeat by repeat: they are
    tied where the interval of their mean difference contains 0.
    """
    by_repeat = [sorted(repeats, key=lambda draw: draw.repeat) for repeats in draws]
    together = [(over_repeats(repeats, ranking.metric), _values(repeats, ranking.metric)) for repeats in by_repeat]
    together.sort(key=lambda finalist: ranking.place(finalist[0])[:3])
    return tuple(
        Finalist(
            rank,
            outcome,
            retrainings=len(draws[0]),
            interval=ConfidenceInterval.of(values) if values else None,
            tied_with_first=rank == 1 or _tied(values, together[0][1]),
        )
        for rank, (outcome, values) in enumerate(together, start=1)
    )


def _values(draws: Sequence[Outcome], metric: str) -> list[float]:
    """What each draw came to; nothing where one of them came to nothing."""
    complete = all(draw.status == Status.COMPLETE for draw in draws)
    return [draw.metrics[metric] for draw in draws] if complete else []


def _tied(values: Sequence[float], first: Sequence[float]) -> bool:
    differences = [value - better for value, better in zip(values, first, strict=False)]
    return bool(differences) and ConfidenceInterval.of(differences).contains_zero
