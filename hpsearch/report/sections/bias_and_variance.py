"""The section of a page on bias (train error minus Bayes error) and variance (dev minus train) (notes §IV)."""

from collections.abc import Iterator, Sequence
from functools import partial
from math import ceil, isfinite

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.report.figures.frame import Frame
from hpsearch.report.narrowed import some_of_ranking
from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.trials.outcomes import Status
from hpsearch.trials.table import short

_MOST_POINTS = 600

_FEWEST = 8
"""Smallest number of trials that are shown, even if they are more than half."""

_ABOUT = (
    "A point is a trial{}. Further right: more bias, {} on the training part. Higher: more variance, by how much "
    "that on dev is higher. {}The best trials have their numbers."
)


class BiasAndVarianceSection:
    """The bias and variance of the trials of each run."""

    name = "bias_and_variance"
    place = 24

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (has no ranking)
        """Yield a section for each run, only for a page; none if fewer than three trials are complete."""
        for run in runs:
            evidence = Evidence.of(run)
            found = stands(evidence)
            if len(found) < 3:
                continue
            figure = partial(_figure, found, *_axes(evidence))
            about = _ABOUT.format(_some(run, found), _measure(evidence), _larger_part(found))
            page = Section(self.name, str(run.folder), "Bias and variance", about, figures=(figure,))
            yield Section(self.name, str(run.folder), page=(page,), data={})


def stands(evidence: Evidence) -> list[tuple[int, float, float]]:
    """Return number, bias and variance of the better half of the complete trials, best first; of many only some.

    They are of what the verdict judges by. In a regression they are differences of squared errors, in percent of the
    target's variance.
    """
    spread = _spread(evidence)

    def level(value: float) -> float:
        error = evidence.as_error(value)
        return 100 * (error / spread) ** 2 if spread else error

    bayes = 0.0 if evidence.by_metric else level(evidence.config.search.bayes_error)
    found = []
    for outcome in evidence.trials:
        train, dev = (outcome.metrics.get(f"{part}_{evidence.judged_by}") for part in ("train", "dev"))
        if outcome.status == Status.COMPLETE and train is not None and dev is not None and isfinite(train + dev):
            found.append((outcome.number, level(train) - bayes, level(dev) - level(train)))
    return some_of_ranking(found[: max(_FEWEST, ceil(len(found) / 2))], _MOST_POINTS)


def _spread(evidence: Evidence) -> float:
    """The standard deviation of the target; 0 of classes, and where it is not known."""
    facts = evidence.facts
    return facts.target_spread if facts is not None and not facts.classes else 0.0


def _measure(evidence: Evidence) -> str:
    """What bias is, in the text above the figure."""
    if evidence.by_metric:
        return f"1 less the {evidence.judged_by}"
    return "the variance not explained" if _spread(evidence) else f"the {evidence.headline}"


def _axes(evidence: Evidence) -> tuple[str, str]:
    """What bias and variance are differences of."""
    name, bayes = evidence.judged_by, evidence.config.search.bayes_error
    if evidence.by_metric:
        return f"bias: 1 less train_{name}", f"variance: train_{name} less dev_{name}"
    if _spread(evidence):
        less = ", less bayes_error" if bayes else ", as bayes_error is not stated"
        return f"bias: % of variance unexplained on train{less}", "variance: % unexplained on dev beyond that"
    less = f" less bayes_error {short(bayes)}" if bayes else ", as bayes_error is not stated"
    return f"bias: train_{name}{less}", f"variance: dev_{name} less train_{name}"


def _some(run: Run, found: Sequence[object]) -> str:
    """Say which of the complete trials are shown, if not all."""
    complete = sum(outcome.status == Status.COMPLETE for outcome in run.outcomes)
    better = min(complete, max(_FEWEST, ceil(complete / 2)))
    if len(found) < better:
        return f": {len(found):,} of the best {better:,} of {complete:,}"
    return "" if better == complete else f": the best {better:,} of {complete:,}"


def _larger_part(found: Sequence[tuple[int, float, float]]) -> str:
    """Say which part is larger, by the diagonal of the figure if it has one."""
    if Frame.of(found).diagonal is not None:
        return "Above the diagonal variance is the larger part, below it bias. "
    if all(variance > bias for _, bias, variance in found):
        return "In all of them variance is the larger part. "
    return "In all of them bias is the larger part. " if all(x > y for _, x, y in found) else ""


def _figure(found: list[tuple[int, float, float]], across: str, up: str) -> str:
    from hpsearch.report.figures.quadrant import quadrant_figure  # noqa: PLC0415 (matplotlib takes half a second)
    from hpsearch.report.figures.svg import as_svg  # noqa: PLC0415 (as above)

    return as_svg(lambda: quadrant_figure(found, across, up))
