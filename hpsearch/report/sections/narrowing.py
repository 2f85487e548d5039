"""How a search narrowed: along each axis, where its rounds were drawn."""

from dataclasses import dataclass

from hpsearch.config.limits import may_exceed
from hpsearch.runs.run import Run
from hpsearch.space import Axis
from hpsearch.trials.regions import AxisRegion
from hpsearch.trials.table import Table

NEGLIGIBLE = 0.5  # of an axis's equal share in the differences between results
_ENOUGH = 8  # trials: fewer say nothing of an end of a range


@dataclass(frozen=True, slots=True)
class Narrowing:
    """An axis, and what was believed of it before each round but those drawn from the whole space."""

    axis: Axis
    rounds: dict[int, AxisRegion]

    @property
    def last(self) -> AxisRegion:
        """What is believed now."""
        return self.rounds[max(self.rounds)]


def narrowings(run: Run) -> list[Narrowing]:
    """The axes of which something is believed now, those that matter most first."""
    regions = run.regions
    if not regions:
        return []
    now = {belief.name for belief in regions[max(regions)].axes}
    axes = [
        Narrowing(
            axis,
            {
                round_: belief
                for round_, region in regions.items()
                for belief in region.axes
                if belief.name == axis.name
            },
        )
        for axis in run.space.axes
        if axis.name in now
    ]
    return sorted(axes, key=lambda narrowing: -(narrowing.last.importance or 0.0))


def called(run: Run, round_: int) -> str:
    """A round by its number; one that is not planned is the next."""
    return str(round_) if round_ <= len(run.meta("round_sizes")) else "next"


def narrowing_table(run: Run) -> Table:
    """One row a round and axis, in the hyperparameters' own values."""
    return Table(
        ("round", "hyperparameter", "low", "best", "high", "or_zero", "importance", "edge"),
        tuple(
            (round_, axis.name, axis.low, axis.best, axis.high, axis.zero, axis.importance, axis.edge or None)
            for round_, region in run.regions.items()
            for axis in region.axes
        ),
    )


def edges(run: Run) -> list[str]:
    """A sentence for each axis at an end of whose range the best trials sit by what is believed now.

    None for an axis that explains less than half its equal share of the differences, none where the end is the
    hyperparameter's own, and none at all after fewer than _ENOUGH trials.
    """
    believed = narrowings(run) if len(run.outcomes) >= _ENOUGH else []
    return [
        narrowing.last.advice
        for narrowing in believed
        if narrowing.last.edge and _matters(narrowing.last, len(believed)) and _may_be_widened(narrowing)
    ]


def _matters(belief: AxisRegion, axes: int) -> bool:
    return belief.importance is None or belief.importance >= NEGLIGIBLE / axes


def _may_be_widened(narrowing: Narrowing) -> bool:
    upwards, axis = narrowing.last.edge == "upper", narrowing.axis
    return may_exceed(axis.hyperparameter, axis.domain.decode(float(upwards)), upwards=upwards)
