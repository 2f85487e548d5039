"""Figures as <svg> elements that take the colour of the page around them."""

import io
import warnings
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#808182"
"""Stands for the colour of the text around the figure, which is light on a dark page."""

FEW_POWERS = 1e3

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "hpsearch",  # the same run gives the same bytes
    "text.parse_math": False,  # a $ is a $
    "font.family": "sans-serif",
    "font.size": 9,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
}


def in_style(drawn: "Callable[[], Figure]") -> "Figure":
    """The figure that `drawn` makes, in our style."""
    with mpl.rc_context(STYLE):
        return drawn()


def as_svg(drawn: "Callable[[], Figure]") -> str:
    """The figure that `drawn` makes, its text and rules in the colour of the page."""
    text = io.StringIO()
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the browser's font has it
        drawn().savefig(text, format="svg", transparent=True, metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :].replace(INK, "currentColor")


def log_scale(panel: "Axes") -> None:
    """Let the height count in powers of ten, in plain numbers; of few powers, some numbers between them too."""
    panel.set_yscale("log")
    panel.yaxis.set_major_formatter(lambda value, _place: f"{value:g}")
    low, high = panel.get_ylim()
    between = high < FEW_POWERS * low
    panel.yaxis.set_minor_formatter(lambda value, _place: _few(value) if between else "")


def _few(value: float) -> str:
    """The label of a small tick: of 1 to 9 times a power of ten only 2 and 5 have one."""
    return f"{value:g}" if f"{value:e}"[0] in "25" else ""
