"""A figure of bias against variance, a point a trial."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from hpsearch.report.figures.curves import PART_COLOURS
from hpsearch.report.figures.svg import as_svg
from hpsearch.trials.table import short

_NUMBERED = 3
_OTHER = "#7a8699"


def quadrant_svg(trials: Sequence[tuple[int, float, float]], headline: str, bayes: float) -> str:
    """Number, bias and variance of each trial, the winner first; a Bayes error of 0 is one that nobody stated."""
    return as_svg(lambda: _figure(trials, headline, bayes))


def _figure(trials: Sequence[tuple[int, float, float]], headline: str, bayes: float) -> Figure:
    figure = Figure(figsize=(6.4, 4), layout="constrained")
    panel = figure.subplots()
    best, others = trials[:_NUMBERED], trials[_NUMBERED:]
    panel.scatter([x for _, x, _ in others], [y for *_, y in others], s=12, c=_OTHER, alpha=0.55, linewidths=0)
    panel.scatter([x for _, x, _ in best], [y for *_, y in best], s=34, c=PART_COLOURS["dev"], linewidths=0, zorder=4)
    taken: list[tuple[float, float]] = []
    left, right = panel.get_xlim()
    low, high = panel.get_ylim()
    for number, x, y in best:
        near = sum(abs(x - a) < 0.2 * (right - left) and abs(y - b) < 0.06 * (high - low) for a, b in taken)
        taken.append((x, y))
        text = f"{number}, the winner" if number == trials[0][0] else str(number)
        panel.annotate(text, (x, y), (7, 3 - 11 * near), textcoords="offset points", fontsize=8, zorder=5)
    ends = [max(left, low, 0.0), min(right, high)]
    if ends[0] < ends[1]:
        panel.plot(ends, ends, color=_OTHER, linewidth=0.8, linestyle=(0, (4, 4)))
    panel.axhline(0, color=_OTHER, linewidth=0.6)
    panel.axvline(0, color=_OTHER, linewidth=0.6)
    panel.set_xlim(left, right)
    panel.set_ylim(low, high)
    less = f" less bayes_error {short(bayes)}" if bayes else ", as bayes_error is not stated"
    panel.set_xlabel(f"bias: train_{headline}{less}")
    panel.set_ylabel(f"variance: dev_{headline} less train_{headline}")
    panel.spines[["top", "right"]].set_visible(False)
    return figure
