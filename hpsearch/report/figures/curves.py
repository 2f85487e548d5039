"""A figure of a model trained interactively: its curves, abandoned branches, and where each change was made."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from hpsearch.engine.averages import smooth
from hpsearch.report.figures.svg import as_svg, in_style, log_scale
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.interventions import numbers
from hpsearch.trials.quantities import metrics_of_quantity, quantity_of
from hpsearch.trials.story import Story, smoothing_span, when

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_Values = NDArray[np.float64]

_WIDE, _TALL = 9.6, 2.1  # inches of one panel
PART_COLOURS = {"train": "#3f86c8", "dev": "#e2570f"}
"""The colours of metrics of the training part, and of other parts of the data."""
RATE, CHANGE_COLOUR = "#2f9e6e", "#9a6fb0"
_NUMBER_WIDTH = 0.012
"""The width of a digit above the panels, as a share of their width."""

LOG_FROM = 5
"""Ratio of the highest to the lowest point from which the scale is logarithmic."""


def curves_svg(story: Story, metric: str, steps_per_epoch: int) -> str:
    """Draw the loss, the `metric` if it is another one, and the learning rate of a trial, as far as they exist.

    Empty before its first epoch.
    """
    return as_svg(lambda: _figure(story, metric, steps_per_epoch)) if story.epochs else ""


def curves_figure(story: Story, metric: str, steps_per_epoch: int) -> Figure | None:
    """Return the curves as a matplotlib figure; None before the first epoch."""
    return in_style(lambda: _figure(story, metric, steps_per_epoch)) if story.epochs else None


def _figure(story: Story, metric: str, steps_per_epoch: int) -> Figure:
    measured = story.epochs[-1].record.metrics
    found = {quantity: metrics_of_quantity(quantity, measured) for quantity in ("loss", quantity_of(metric))}
    drawn = {quantity: names for quantity, names in found.items() if names}
    has_rate = any(each.record.learning_rate for each in story.epochs)  # the user's own code may have none
    panels_count = len(drawn) + has_rate
    figure = Figure(figsize=(_WIDE, _TALL * panels_count + 0.4), layout="constrained")
    panels: list[Axes] = list(figure.subplots(panels_count, 1, sharex=True, squeeze=False)[:, 0])
    for panel, (quantity, names) in zip(panels, drawn.items(), strict=False):
        for name, part in names:
            _curves(panel, story, name, part, PART_COLOURS["train" if part in ("train", quantity) else "dev"])
        _finish(panel, quantity)
    if has_rate:
        for way in story.left_behind:
            panels[-1].step(*_rates(way), color=RATE, linestyle=":", alpha=0.7)
        panels[-1].step(*_rates(story.history), color=RATE)
        _finish(panels[-1], "learning_rate")
    panels[-1].set_xlabel("epoch")
    panels[-1].xaxis.set_major_locator(MaxNLocator(integer=True))
    _mark(panels, story, steps_per_epoch)
    panels[0].plot([], [], color="gray", linestyle=":", label="abandoned branch")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside right upper", frameon=False)
    return figure


def _curves(panel: "Axes", story: Story, name: str, part: str, colour: str) -> None:
    """Draw abandoned branches, the measured values, and the smoothed ones (notes §XVI)."""
    for way in story.left_behind:
        panel.plot(*_measured(way, name), color=colour, linestyle=":", alpha=0.7)
    x, y = _measured(story.history, name)
    finite = np.isfinite(y)
    panel.plot(x, y, color=colour, alpha=0.4, linewidth=0.8)
    if finite.any():
        beta = 1 - 1 / smoothing_span(len(story.history))
        panel.plot(x[finite], smooth(y[finite], beta), color=colour, linewidth=1.8, label=part)


def _measured(way: Sequence[BranchEpoch], name: str) -> tuple[_Values, _Values]:
    """Return epochs and values, with gaps for non-finite values."""
    x = np.array([each.record.epoch for each in way], np.float64)
    y = np.array([each.record.metrics.get(name, np.nan) for each in way], np.float64)
    return x, np.where(np.isfinite(y), y, np.nan)


def _rates(way: Sequence[BranchEpoch]) -> tuple[_Values, _Values]:
    x = np.array([each.record.epoch for each in way], np.float64)
    return x, np.array([each.record.learning_rate for each in way], np.float64)


def _finish(panel: "Axes", title: str) -> None:
    lines = [line for line in panel.lines if line.get_linestyle() != ":"] or panel.lines  # those of the present history
    heights = np.concatenate([np.asarray(line.get_ydata(), np.float64) for line in lines])
    heights = heights[np.isfinite(heights)]
    if len(heights):
        low, high = float(heights.min()), float(heights.max())
        if len(lines) < len(panel.lines):  # an abandoned branch is visible where it was better, not where it was worse
            low = min(low, float(np.nanmin([np.nanmin(line.get_ydata()) for line in panel.lines])))
            margin = 0.06 * (high - low) or 1e-9
            panel.set_ylim(low - margin if low <= 0 else max(low - margin, 0.9 * low), high + margin)
        if 0 < LOG_FROM * low < high:
            log_scale(panel)
    panel.set_ylabel(title)
    panel.spines[["top", "right"]].set_visible(False)


def _apart(places: Mapping[float, Sequence[int]], width: float) -> list[tuple[float, str]]:
    """Return positions and texts of numbers; those that would overlap, by the `width` of a character, are joined."""
    groups: list[tuple[list[float], list[int]]] = []
    for x in sorted(places):
        if groups:
            at, numbers_ = groups[-1]
            half = width * (len(_spelled(numbers_)) + len(_spelled(places[x])) + 2) / 2
            if x - sum(at) / len(at) < half:
                groups[-1] = ([*at, x], sorted([*numbers_, *places[x]]))
                continue
        groups.append(([x], sorted(places[x])))
    return [(sum(at) / len(at), _spelled(numbers_)) for at, numbers_ in groups]


def _spelled(several: Sequence[int]) -> str:
    """Return numbers in a few characters: 3, 4 or 3–7."""
    if len(several) > 2 and several[-1] - several[0] == len(several) - 1:
        return f"{several[0]}–{several[-1]}"
    return ", ".join(map(str, several)) if len(several) < 4 else f"{several[0]}, …, {several[-1]}"


def _mark(panels: "Sequence[Axes]", story: Story, steps_per_epoch: int) -> None:
    """Draw a line through all panels at each change, with its number above."""
    places: dict[float, list[int]] = defaultdict(list)
    for number, each in zip(numbers(story.interventions), story.interventions, strict=True):
        if number is not None:
            places[when(each.moment, steps_per_epoch)].append(number)
    for x in places:
        for panel in panels:
            panel.axvline(x, color=CHANGE_COLOUR, linestyle=(0, (1, 2)), linewidth=1)
    left, right = panels[0].get_xlim()
    for x, above in _apart(places, _NUMBER_WIDTH * (right - left)):
        panels[0].annotate(
            above,
            (x, 1.01),
            xycoords=("data", "axes fraction"),
            ha="center",
            fontsize=8,
            color=CHANGE_COLOUR,
        )
