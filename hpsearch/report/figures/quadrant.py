"""A figure of bias against variance, with one point per trial."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from hpsearch.report.figures.curves import PART_COLOURS
from hpsearch.report.figures.frame import Frame
from hpsearch.report.figures.labels import PointLabels

_NUMBERED = 3
_OTHER = "#7a8699"
_WIDE, _TALL = 6.4, 4.0
_ROOM = 0.84
"""Approximate share of the figure's width and height that the axes take."""


def quadrant_figure(trials: Sequence[tuple[int, float, float]], across: str, up: str) -> Figure:
    """Draw number, bias and variance of each trial, the winner first; `across` and `up` are the labels of the axes."""
    figure = Figure(figsize=(_WIDE, _TALL), layout="constrained")
    panel, frame = figure.subplots(), Frame.of(trials)
    best, others = trials[:_NUMBERED], trials[_NUMBERED:]
    panel.scatter([x for _, x, _ in others], [y for *_, y in others], s=12, c=_OTHER, alpha=0.55, linewidths=0)
    panel.scatter([x for _, x, _ in best], [y for *_, y in best], s=34, c=PART_COLOURS["dev"], linewidths=0, zorder=4)
    panel.set_xlim(frame.left, frame.right)
    panel.set_ylim(frame.low, frame.high)
    wide = _ROOM * _WIDE * 72 / (frame.right - frame.left)
    tall = _ROOM * _TALL * 72 / (frame.high - frame.low)
    points = [((x - frame.left) * wide, (y - frame.low) * tall) for _, x, y in trials]
    labels = PointLabels((_ROOM * _WIDE * 72, _ROOM * _TALL * 72), points)
    for (number, x, y), point in zip(best, points, strict=False):
        text = f"{number}, the winner" if number == trials[0][0] else str(number)
        offset = labels.place(text, point)
        panel.annotate(text, (x, y), offset, textcoords="offset points", fontsize=8, zorder=5)
    if frame.diagonal is not None:
        panel.plot(frame.diagonal, frame.diagonal, color=_OTHER, linewidth=0.8, linestyle=(0, (4, 4)))
    panel.axhline(0, color=_OTHER, linewidth=0.6)
    panel.axvline(0, color=_OTHER, linewidth=0.6)
    panel.set_xlabel(across)
    panel.set_ylabel(up)
    panel.spines[["top", "right"]].set_visible(False)
    return figure
