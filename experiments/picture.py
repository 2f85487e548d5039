"""The picture of an experiment: one SVG, whose text is dark on a light page and light on a dark one."""

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.rows import Rows, interval, where
from hpsearch.report.figures.svg import as_svg

COLOURS = ("#d1495b", "#2f8fb3", "#3f9e5f", "#b07d1e", "#8b62c9", "#7d8590", "#d97ab0", "#5fa8a0")
"""Of lines and bars; each can be told from a white and from a black page."""

STYLE = "<style>svg{color:#24292f}@media(prefers-color-scheme:dark){svg{color:#d0d7de}}</style>"


def picture(draw: Callable[[Figure], None]) -> str:
    """What `draw` puts on a figure, as SVG."""

    def drawn() -> Figure:
        figure = Figure(figsize=(8, 3.4), layout="constrained")
        draw(figure)
        for axes in figure.axes:
            axes.spines[["top", "right"]].set_visible(False)
            axes.set_facecolor("none")
            for axis in (axes.xaxis, axes.yaxis):
                if axis.get_scale() == "log":
                    axis.set_major_formatter(lambda value, _place: f"{value:g}")
                    axis.set_minor_formatter(lambda _value, _place: "")
        return figure

    svg = as_svg(drawn)
    end = svg.index(">") + 1
    return '<?xml version="1.0" encoding="utf-8"?>\n' + svg[:end] + STYLE + svg[end:]


def line(axes: Axes, x: Sequence[Any], values: Sequence[Sequence[float]], label: str, number: int) -> None:
    """Draw the mean of `values`, one sequence a seed, over x, with the range of the seeds behind it."""
    columns = list(zip(*values, strict=True))
    colour = COLOURS[number % len(COLOURS)]
    axes.plot(x, [sum(each) / len(each) for each in columns], color=colour, label=label, linewidth=1.6)
    axes.fill_between(x, [min(each) for each in columns], [max(each) for each in columns], color=colour, alpha=0.15)


def points(axes: Axes, rows: Rows, x: str, y: str, label: str, number: int, **values: Any) -> None:
    """Draw the mean of column y for each value of column x, with its 95 % interval."""
    chosen = where(rows, **values)
    places = sorted({row[x] for row in chosen if row[y] is not None})
    found = [interval([row for row in where(chosen, **{x: place}) if row[y] is not None], y) for place in places]
    halves = [each.half if each.half < float("inf") else 0 for each in found]
    axes.errorbar(
        places,
        [each.middle for each in found],
        yerr=halves,
        color=COLOURS[number % len(COLOURS)],
        label=label,
        marker="o",
        markersize=3.5,
        linewidth=1.4,
        capsize=2,
    )


def bars(axes: Axes, rows: Rows, x: str, y: str) -> None:
    """Draw a bar for each value of column x: the mean of column y with its 95 % interval."""
    places = list(dict.fromkeys(row[x] for row in rows))
    found = [interval(where(rows, **{x: place}), y) for place in places]
    colours = [COLOURS[number % len(COLOURS)] for number in range(len(places))]
    names = [str(place) for place in places]
    axes.bar(
        names,
        [each.middle for each in found],
        yerr=[each.half for each in found],
        color=colours,
        ecolor="#7d8590",
        capsize=3,
    )


def legend(axes: Axes) -> None:
    """Name the lines, without a frame."""
    axes.legend(frameon=False, fontsize=8)
