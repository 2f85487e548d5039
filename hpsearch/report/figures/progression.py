"""A figure of the best result of each step of a loop, with its interval, beside the best baseline."""

from collections.abc import Sequence
from math import isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hpsearch.report.figures.curves import PART_COLOURS
from hpsearch.trials.table import short

_OF_BASELINE = "#7a8699"


def progression_figure(
    metric: str, values: Sequence[tuple[int, float, float]], baseline: tuple[str, float] | None
) -> Figure:
    """Draw the best value of each step, given by number, value, and half the interval (0 if unknown).

    A `baseline`, a name and a value, is marked at the right edge.
    """
    figure = Figure(figsize=(6.4, 2.8), layout="constrained")
    panel = figure.subplots()
    steps, middles, halves = zip(
        *((step, middle, half if isfinite(half) else 0) for step, middle, half in values), strict=True
    )
    panel.errorbar(steps, middles, halves, color=PART_COLOURS["dev"], marker="o", linewidth=1.6, capsize=4)
    for step, middle, following in zip(steps, middles, [*middles[1:], middles[-1]], strict=True):
        above = following <= middle  # put the label on the side away from the line to the next step
        panel.annotate(
            short(middle),
            (step, middle),
            (8, 4 if above else -4),
            textcoords="offset points",
            fontsize=8,
            va="bottom" if above else "top",
        )
    panel.set_xticks(steps)
    panel.set_xlim(min(steps) - 0.2, max(steps) + 0.35)
    panel.margins(y=0.15)
    if baseline is not None:
        _mark(panel, *baseline)
    panel.set_xlabel("step")
    panel.set_ylabel(metric)
    panel.spines[["top", "right"]].set_visible(False)
    return figure


def _mark(panel: Axes, called: str, value: float) -> None:
    """Draw a mark at the right edge, with the name of the baseline beside it."""
    place = panel.get_yaxis_transform()
    panel.plot([1.0], [value], marker="<", color=_OF_BASELINE, transform=place, clip_on=False, linestyle="none")
    panel.annotate(
        f"{called.removeprefix('the ')}\n{short(value)}",
        (1.0, value),
        (8, 0),
        xycoords=place,
        textcoords="offset points",
        fontsize=8,
        va="center",
        annotation_clip=False,
    )
