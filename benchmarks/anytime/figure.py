"""The figure: the error that each contestant's winner has, over seconds, in a panel a table."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from benchmarks.anytime.results import Row
from benchmarks.anytime.tables import average, cases

FIGURE = Path(__file__).parents[1] / "anytime.png"
INK, GRID = "#1b1b1f", "#e3e3e8"
COLOURS = {"hpsearch": "#c2362b", "Optuna and PyTorch": "#1f6f8b", "RandomizedSearchCV": "#8a6d1d"}
COLUMNS = 3
HIGHEST = 5.0
"""Times the lowest error of a panel; what is above, such as where nothing was found yet, is not drawn."""


def drawn(rows: Sequence[Row], names: Sequence[str]) -> Figure:
    """Means over the seeds that all contestants have."""
    tables = sorted({table for table, _ in cases(rows, names)})
    down = ceil(len(tables) / COLUMNS)
    figure = Figure(figsize=(9.6, 0.9 + 2.6 * down), layout="constrained")
    panels = list(figure.subplots(down, COLUMNS, squeeze=False).flat)
    for axes, table in zip(panels, tables, strict=False):
        _panel(axes, [row for row in rows if row.table == table], names)
        axes.set_title(table, fontsize=10, color=INK, loc="left")
    for axes in panels[len(tables) :]:
        axes.set_visible(False)
    lines = panels[0].get_lines()
    figure.legend(handles=lines, loc="outside upper left", ncols=len(lines) // 2, frameon=False, fontsize=8.5)
    figure.supxlabel("seconds since the start of the process", fontsize=9.5, color=INK)
    figure.supylabel("error", fontsize=9.5, color=INK)
    return figure


def _panel(axes: Axes, rows: Sequence[Row], names: Sequence[str]) -> None:
    found = cases(rows, names)
    times = [seconds for _, seconds in found]
    plotted: list[float] = []
    for name in names:
        took = [average(each[name], "took") for each in found.values()]
        strong = 2.2 if name == names[0] else 1.5
        for column, label, line, inside, width in (
            ("dev_retrained", "dev, retrained", "-", COLOURS[name], strong),
            ("test_handed_over", "test, as handed over", ":", "white", 1.0),
        ):
            errors = [average(each[name], column) for each in found.values()]
            axes.plot(
                took,
                errors,
                color=COLOURS[name],
                linestyle=line,
                linewidth=width,
                marker="o",
                markersize=3.5,
                markerfacecolor=inside,
                label=f"{name}: {label}",
            )
            plotted += errors
    if min(plotted) > 0:
        axes.set_ylim(0.97 * min(plotted), 1.03 * min(max(plotted), HIGHEST * min(plotted)))
    axes.set_xscale("log")
    axes.set_xticks(times, [f"{seconds:g}" for seconds in times])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
