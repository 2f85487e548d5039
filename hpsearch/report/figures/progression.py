"""A figure of the best result of each step of a loop, with its interval."""

from collections.abc import Sequence
from math import isfinite

from matplotlib.figure import Figure

from hpsearch.report.figures.curves import PART_COLOURS
from hpsearch.report.figures.svg import as_svg


def progression_svg(metric: str, values: Sequence[tuple[int, float, float]]) -> str:
    """The number of each step, its best value, and half the interval of that, 0 where it is not known."""
    return as_svg(lambda: _figure(metric, values))


def _figure(metric: str, values: Sequence[tuple[int, float, float]]) -> Figure:
    figure = Figure(figsize=(6.4, 2.8), layout="constrained")
    panel = figure.subplots()
    steps, middles, halves = zip(
        *((step, middle, half if isfinite(half) else 0) for step, middle, half in values), strict=True
    )
    panel.errorbar(steps, middles, halves, color=PART_COLOURS["dev"], marker="o", linewidth=1.6, capsize=4)
    for step, middle in zip(steps, middles, strict=True):
        panel.annotate(f"{middle:.4g}", (step, middle), (8, 4), textcoords="offset points", fontsize=8)
    panel.set_xticks(steps)
    panel.set_xlim(min(steps) - 0.3, max(steps) + 0.5)
    panel.set_xlabel("step")
    panel.set_ylabel(metric)
    panel.spines[["top", "right"]].set_visible(False)
    return figure
