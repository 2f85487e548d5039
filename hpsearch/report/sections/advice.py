"""The section that says what to change in the config next."""

from collections.abc import Iterator, Sequence

from hpsearch.config.limits import may_exceed
from hpsearch.report.narrowed import Narrowing, narrowings
from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.trials.regions import AxisRegion

NEGLIGIBLE = 0.5  # of an axis's equal share in the differences between results
_ENOUGH = 8  # trials: fewer say nothing of an end of a range


class AdviceSection:
    """The ranges that should be widened."""

    name = "advice"
    place = 50

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """One for each run."""
        for run in runs:
            sentences = edges(run)
            yield Section(self.name, str(run.folder), sentences=tuple(sentences), data={"advice": sentences})


def edges(run: Run) -> list[str]:
    """A sentence for each axis whose region in the last round has the best trials at an end of the range.

    None for an axis with less than half its equal share of importance, none where the end is the hyperparameter's
    own, and none at all after fewer than _ENOUGH trials.
    """
    narrowed = narrowings(run) if len(run.outcomes) >= _ENOUGH else []
    return [
        narrowing.last.advice
        for narrowing in narrowed
        if narrowing.last.edge and _matters(narrowing.last, len(narrowed)) and _may_be_widened(narrowing)
    ]


def _matters(region: AxisRegion, axes: int) -> bool:
    return region.importance is None or region.importance >= NEGLIGIBLE / axes


def _may_be_widened(narrowing: Narrowing) -> bool:
    upwards, axis = narrowing.last.edge == "upper", narrowing.axis
    return may_exceed(axis.hyperparameter, axis.domain.decode(float(upwards)), upwards=upwards)
