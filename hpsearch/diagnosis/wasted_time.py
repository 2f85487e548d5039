"""Find a half of a range that is slower than the other half, and not better."""

from collections.abc import Iterator, Sequence
from math import isnan
from statistics import median
from typing import Literal

import numpy as np

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.diagnosis.rates import NEAR
from hpsearch.diagnosis.surface import coordinate
from hpsearch.records import Record
from hpsearch.space import Axis, Choices
from hpsearch.trials.outcomes import Outcome

_FEWEST = 5
_SIDES: tuple[Literal["right"], Literal["left"]] = ("right", "left")


class Waste(Record):
    """The slow half of an axis: how many times as long its epochs take, and how sure it is that it is not better.

    `best` is the coordinate of the best trial, which is in the other half.
    """

    axis: Axis
    upper: bool
    best: float
    ratio: float
    certainty: float


def waste(evidence: Evidence, name: str, *, upper: bool) -> Waste | None:
    """Return the upper or lower half of a range if it is slower and not better; None if not, or if unknown.

    Speed is the median of the seconds of an epoch. Of random pairs with one trial of each half, the one of the slow
    half must be better in at most half (Mann & Whitney 1947), and the best trial must be in the other half.
    """
    axis = next((axis for axis in evidence.space.axes if axis.name == name), None)
    if axis is None or isinstance(axis.domain, Choices) or evidence.winner is None:
        return None
    placed = [(coordinate(axis, outcome.settings), outcome) for outcome in evidence.measured]
    slow = [outcome for u, outcome in placed if not isnan(u) and (u > 0.5) == upper]
    fast = [outcome for u, outcome in placed if not isnan(u) and (u > 0.5) != upper]
    best = coordinate(axis, evidence.winner.settings)
    if min(len(slow), len(fast)) < _FEWEST or isnan(best) or (best > 0.5) == upper:
        return None
    seconds = _seconds(fast)
    ratio = _seconds(slow) / seconds if seconds > 0 else 0.0
    better = _better(evidence, slow, fast)
    return (
        Waste(axis, upper, best, ratio, 1 - better) if ratio >= evidence.thresholds.slower and better <= 0.5 else None
    )


def wasted_time(finding: str, evidence: Evidence, hyperparameter: str, *, upper: bool, cause: str) -> Iterator[Finding]:
    """Yield the finding of this name if `cause`, one half of a hyperparameter's range, takes time without benefit."""
    wasted = waste(evidence, hyperparameter, upper=upper)
    if wasted is None:
        return
    yield Finding(
        finding,
        f"{cause} cost time for nothing: an epoch takes {wasted.ratio:.1f} times as long in the "
        f"{'upper' if upper else 'lower'} half of the range of {hyperparameter}, whose results are no better",
        Phase.COST,
        wasted.certainty,
        {"ratio": wasted.ratio},
        tuple(moved_in(evidence, wasted)),
        hyperparameter,
    )


def moved_in(evidence: Evidence, wasted: Waste) -> list[ConfigChange]:
    """Return the change that moves the end of the range to its middle, or so far that the best trial is not near it.

    If it were, the range would be too narrow after the next search.
    """
    end = "high" if wasted.upper else "low"
    best = wasted.best if wasted.upper else 1 - wasted.best
    far = max(0.5, best / (1 - NEAR))
    after = wasted.axis.domain.decode(far if wasted.upper else 1 - far)
    return [replaced(evidence, f"hyperparameters.{wasted.axis.hyperparameter}.{end}", after)]


def _seconds(outcomes: Sequence[Outcome]) -> float:
    return median(outcome.seconds / max(1, outcome.epochs_run) for outcome in outcomes)


def _better(evidence: Evidence, some: Sequence[Outcome], others: Sequence[Outcome]) -> float:
    """Return the share of pairs in which the trial of `some` is better; ties count half."""
    one, other = (np.sort([evidence.ranking.cost(each.metrics) for each in each_of]) for each_of in (some, others))
    worse, no_better = (len(other) - np.searchsorted(other, one, side) for side in _SIDES)
    return float((worse + no_better).mean() / (2 * len(other)))
