"""The section of a page with good and bad trials over pairs of hyperparameters."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.report.narrowed import most_important, points
from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.space import Axis

_MOST_AXES = 3
_MOST_POINTS = 300

_ABOUT = (
    "A point is a trial, over the values of two hyperparameters: the stronger its colour, the better its rank among "
    "the trials shown; the ring is the winner. The most important axes are shown."
)


class PairsSection:
    """The trials of each run over pairs of its most important axes."""

    name = "pairs"
    place = 32

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield a section for each run, only for a page; none with too few trials."""
        for run in runs:
            if len(_used(run)) < 2 or points(run)[1] < Thresholds().fewest_trials:
                continue
            page = Section(self.name, str(run.folder), "Pairs", _ABOUT, figures=(partial(_figure, run),))
            yield Section(self.name, str(run.folder), page=(page,), data={})


def _used(run: Run) -> set[str]:
    """Return the names of the axes that at least half of the trials use."""
    settings = [outcome.settings for outcome in run.outcomes]
    used = {axis.name: sum(each.get(axis.hyperparameter) is not None for each in settings) for axis in run.space.axes}
    return {name for name, count in used.items() if 2 * count >= len(settings)}


def _pairs(run: Run) -> list[tuple[Axis, Axis]]:
    """Return the pairs of the most important axes that are used."""
    used = _used(run)
    return list(combinations([axis for axis in most_important(run) if axis.name in used][:_MOST_AXES], 2))


def _figure(run: Run) -> str:
    from hpsearch.report.figures.pairs import pairs_figure  # noqa: PLC0415 (matplotlib takes half a second)
    from hpsearch.report.figures.svg import as_svg  # noqa: PLC0415 (as above)

    return as_svg(lambda: pairs_figure(run, _pairs(run), _MOST_POINTS))
