"""Estimate the final cost of a paused trial from what other trials gained after the same epoch."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import expm1, fsum, inf, isfinite, log1p
from typing import Self

from hpsearch.records import Record
from hpsearch.search.halving.curves import TrialCurve
from hpsearch.trials.outcomes import Status

PRIOR = 3
"""Number of imagined trials without a gain that each average includes, as with few real ones it is uncertain."""

Known = Mapping[int, tuple[TrialCurve, int | None]]
"""For each trial number, its curve and the epoch to which it was trained (None: to its end)."""


def expected_costs(known: Known) -> dict[int, float]:
    """Return the final cost of each trial, by number; for a paused trial, an estimate from trials that went on.

    A diverged trial gets the worst cost of all; a failed trial gets an infinite cost, which tells nothing of its
    settings.
    """
    now = {number: curve.at(until)[0] for number, (curve, until) in known.items()}
    scale = CostScale.of([cost for cost in now.values() if isfinite(cost)])
    rungs = sorted({until for _, until in known.values() if until is not None})
    gains = [_gain(known, rung, later, scale) for rung, later in pairwise([*rungs, None]) if rung is not None]

    def expected(number: int) -> float:
        curve, until = known[number]
        to_come = gains[rungs.index(until) :] if until is not None and not curve.ends(until) else []
        return scale.cost(scale.steps(now[number]) + fsum(to_come))

    costs = {number: expected(number) for number in known if isfinite(now[number])}
    worst = max(costs.values(), default=inf)
    failed = {number for number, (curve, until) in known.items() if curve.status == Status.FAILED and curve.ends(until)}
    return {number: inf if number in failed else costs.get(number, worst) for number in known}


class CostScale(Record):
    """A scale whose unit is the distance from the best tenth to the median; logarithmic above the median."""

    middle: float
    step: float

    @classmethod
    def of(cls, costs: Sequence[float]) -> Self:
        """Return the scale for these costs, all finite.

        >>> CostScale.of([1.0, 2.0, 3.0, 5.0, 9.0])
        CostScale(middle=3.0, step=2.0)
        """
        if not costs:
            return cls(0.0, 1.0)
        ordered = sorted(costs)
        tenth, middle = (ordered[int(share * (len(ordered) - 1))] for share in (0.1, 0.5))
        return cls(middle, (middle - tenth) or (ordered[-1] - middle) or 1.0)

    def steps(self, cost: float) -> float:
        """Return how far a cost is from the median, in steps."""
        steps = (cost - self.middle) / self.step
        return log1p(steps) if steps > 0 else steps

    def cost(self, steps: float) -> float:
        """Return the cost that is so many steps from the median."""
        return self.middle + self.step * (expm1(steps) if steps > 0 else steps)


def _gain(known: Known, rung: int, later: int | None, scale: CostScale) -> float:
    """Return the mean gain in steps from a rung to a later one; shrunk to 0 if few trials went on."""
    gains = [
        scale.steps(curve.at(later)[0]) - scale.steps(curve.at(rung)[0])
        for curve, until in known.values()
        if (until is None or until > rung) and isfinite(curve.at(later)[0]) and not curve.ends(rung)
    ]
    return fsum(gains) / (len(gains) + PRIOR)
