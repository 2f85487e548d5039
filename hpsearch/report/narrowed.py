"""The regions of the rounds of a search, axis by axis."""

from math import isfinite
from typing import Any

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.records import Record
from hpsearch.runs.run import Run
from hpsearch.space import Axis
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.regions import AxisRegion
from hpsearch.trials.taken_over import ROUND_TAKEN_OVER

MOST_POINTS = 4_000  # over all axes: so a page of 20,000 trials has less than 3 MB


class Narrowing(Record):
    """An axis with its region in each round, except rounds drawn from the whole space."""

    axis: Axis
    rounds: dict[int, AxisRegion]

    @property
    def last(self) -> AxisRegion:
        """Region of the axis in the last of these rounds."""
        return self.rounds[max(self.rounds)]


def narrowings(run: Run) -> list[Narrowing]:
    """Return all axes, the most important first, with the regions of those that have one in the last round."""
    regions = run.regions
    rounds: dict[str, dict[int, AxisRegion]] = {}
    for round_, region in regions.items():
        for axis_region in region.axes:
            rounds.setdefault(axis_region.name, {})[round_] = axis_region
    now = {axis_region.name for axis_region in regions[max(regions)].axes} if regions else set()
    return [Narrowing(axis, rounds[axis.name] if axis.name in now else {}) for axis in most_important(run)]


def most_important(run: Run) -> list[Axis]:
    """Return the axes of the space in the order of the table of importances, others in the order of the config."""
    effects = Evidence.of(run).effects
    places = {effect.axes[0]: place for place, effect in enumerate(effects.main)} if effects else {}
    return sorted(run.space.axes, key=lambda axis: places.get(axis.name, len(places)))


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
