"""Figures as <svg> elements that take the text colour of the page."""

import io
import warnings
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from hpsearch.trials.table import short

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#808182"
"""A placeholder for the text colour of the page."""

_FEWEST_TICKS, _MOST_TICKS = 4, 7

MOST_DECADES = 4
"""Largest number of powers of ten on a logarithmic axis."""

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "hpsearch",  # the same run gives the same bytes
    "text.parse_math": False,  # a $ is a $
    "font.family": "sans-serif",
    "font.size": 9,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
}


def in_style(drawn: "Callable[[], Figure]") -> "Figure":
    """Return the figure that `drawn` makes, in the report's style."""
    with mpl.rc_context(STYLE):
        return drawn()


def as_svg(drawn: "Callable[[], Figure]") -> str:
    """Return the figure that `drawn` makes as SVG, with text and rules in the colour of the page."""
    text = io.StringIO()
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the browser's font has it
        drawn().savefig(text, format="svg", transparent=True, metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :].replace(INK, "currentColor")


def log_scale(panel: "Axes") -> None:
    """Make the vertical scale logarithmic, with plain numbers; with few powers of ten, also some between them.

    It begins MOST_DECADES below its top: a rate that a schedule lets fall to 1e-8 would leave no room for the others.
    """
    panel.set_yscale("log", nonpositive="mask")
    low, high = panel.get_ylim()
    low = max(low, high / 10**MOST_DECADES)
    panel.set_ylim(low, high)
    panel.yaxis.set_major_locator(FixedLocator(labelled_ticks(low, high)))
    panel.yaxis.set_major_formatter(lambda value, _place: short(float(value)))
    panel.yaxis.set_minor_locator(NullLocator())


def labelled_ticks(low: float, high: float) -> list[float]:
    """Return round values between two others for the ticks of a small logarithmic axis, at least two.

    >>> labelled_ticks(0.011, 0.9), labelled_ticks(0.11, 0.19)
    ([0.02, 0.05, 0.1, 0.2, 0.5], [0.12, 0.14, 0.16, 0.18])
    """
    first, last = floor(log10(low)), ceil(log10(high))
    for steps in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7)):
        every = max(1, (last - first) // _MOST_TICKS) if steps == (1,) else 1
        values = [float(f"{step}e{power}") for power in range(first, last + 1, every) for step in steps]
        within = [value for value in values if low <= value <= high]
        if len(within) >= _FEWEST_TICKS:
            return within
    return [
        float(f"{value:.12g}")
        for value in MaxNLocator(_FEWEST_TICKS, steps=[1, 2, 5, 10]).tick_values(low, high)
        if low <= value <= high
    ]
