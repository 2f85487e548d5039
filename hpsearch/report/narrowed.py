"""The regions of the rounds of a search, axis by axis."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.runs.run import Run
from hpsearch.space import Axis
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.regions import AxisRegion, RoundRegion
from hpsearch.trials.taken_over import ROUND_TAKEN_OVER

MOST_POINTS = 4_000  # over all axes: so a page of 20,000 trials has less than 3 MB


@dataclass(frozen=True, slots=True)
class Narrowing:
    """An axis with its region in each round, except rounds drawn from the whole space."""

    axis: Axis
    rounds: dict[int, AxisRegion]

    @property
    def last(self) -> AxisRegion:
        """Region of the axis in the last of these rounds."""
        return self.rounds[max(self.rounds)]


def narrowings(run: Run) -> list[Narrowing]:
    """Return the axes that have a region in the last round, the most important first."""
    regions = run.regions
    if not regions:
        return []
    rounds: dict[str, dict[int, AxisRegion]] = {}
    for round_, region in regions.items():
        for axis_region in shown_axes(region):
            rounds.setdefault(axis_region.name, {})[round_] = axis_region
    now = {axis_region.name for axis_region in regions[max(regions)].axes}
    axes = [Narrowing(axis, rounds[axis.name]) for axis in run.space.axes if axis.name in now]
    return sorted(axes, key=lambda narrowing: -(narrowing.last.importance or 0.0))


def shown_axes(region: RoundRegion) -> Iterator[AxisRegion]:
    """Yield the axes of a region, without importance if there were too few trials before to estimate it."""
    for axis in region.axes:
        yield axis if region.start >= Thresholds().fewest_trials else replace(axis, importance=None)


def most_important(run: Run) -> list[Axis]:
    """Return the axes of the space, the most important first if known, others in the order of the config."""
    known = {narrowing.axis.name: narrowing.last.importance or 0.0 for narrowing in narrowings(run)}
    return sorted(run.space.axes, key=lambda axis: -known.get(axis.name, 0.0))


def called(run: Run, round_: int) -> str:
    """Return the name of a round: its number, `next` after the last planned one; for taken over trials their run."""
    if round_ == ROUND_TAKEN_OVER:
        return "taken over"
    return str(round_) if round_ <= len(run.meta("round_sizes")) else "next"


def points(run: Run) -> tuple[list[Outcome], int]:
    """Return the trials that a figure shows, best first, and the number of trials with a result.

    Of many trials half of the points are the best ones; the others are spread evenly over the rest.
    """
    metric = run.ranking.metric
    measured = [outcome for outcome in run.outcomes if _is_measured(outcome, metric)]
    return some_of_ranking(measured, MOST_POINTS // max(1, len(run.space.axes))), len(measured)


def _is_measured(outcome: Outcome, metric: str) -> bool:
    value = outcome.metrics.get(metric)
    return outcome.status in (Status.COMPLETE, Status.STOPPED) and value is not None and isfinite(value)


def some_of_ranking(ranked: list[Any], most: int) -> list[Any]:
    """Return at most `most` trials: half of them the best, the others evenly spread over the rest."""
    if len(ranked) <= most:
        return ranked
    best, others = ranked[: most // 2], ranked[most // 2 :]
    count = most - len(best)
    return best + [others[place * len(others) // count] for place in range(count)]
