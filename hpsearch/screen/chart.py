"""A chart in characters: curves on a canvas, ticks on the axes, and the numbers of changes above it."""

from collections.abc import Sequence

import numpy as np

from hpsearch.records import replace
from hpsearch.screen.axis import ChartAxis
from hpsearch.screen.braille import DOTTED, Canvas, StyledText
from hpsearch.screen.curves import LABEL, Curve, Mark, Points
from hpsearch.trials.table import short

LEFT = 8
"""Columns for the numbers at the left."""
RIGHT = LABEL
"""Columns for the names of the curves at the right."""
QUIET = "dim"
CHANGE_STYLE = "bold #b48ead"


def chart(
    title: str, curves: Sequence[Curve], marks: Sequence[Mark], first: float, columns: int, rows: int
) -> list[list[StyledText]]:
    """Draw a chart of so many rows and columns, from the epoch `first` on."""
    columns, rows = max(columns, LEFT + RIGHT + 8), max(rows, 4)
    canvas = Canvas(columns - LEFT - RIGHT, rows - 2)
    in_sight = [_from(curve, first) for curve in curves]
    ends = [curve.x[-1] for curve in in_sight if len(curve.x)] + [mark.epoch for mark in marks]
    across = ChartAxis(first, max([first + 1, *ends]))
    up = ChartAxis.around(_heights(in_sight))
    shown = [(mark, _column(across, mark.epoch, canvas.width)) for mark in marks if mark.epoch >= first - 1]
    for column in (column for mark, column in shown if mark.number is not None):
        x = np.full(canvas.height, float(column))
        canvas.draw(x, np.arange(canvas.height, dtype=np.float64), DOTTED, CHANGE_STYLE)
    named = [curve for curve in in_sight if curve.label]
    for curve in in_sight:
        canvas.draw(*_dots(curve, across, up, canvas), curve.pattern, curve.style)
    for curve in named:
        canvas.clear(*_dots(curve, across, up, canvas))
    for curve in named:
        canvas.draw(*_dots(curve, across, up, canvas), curve.pattern, curve.style)
    body = [
        [(f"{tick:>{LEFT - 1}}", QUIET), ("┤" if tick.strip() else "│", QUIET), *line, (f"{label:<{RIGHT}}", style)]
        for tick, line, (label, style) in zip(
            _ticks_at_rows(up, canvas), canvas.lines(), _labels(in_sight, up, canvas), strict=True
        )
    ]
    above = _above([(column // 2, mark.number) for mark, column in shown], canvas.columns)
    below = _epochs(across, canvas)
    return [
        [(f"{title[:LEFT]:<{LEFT}}", "bold"), (f"{above}{'':{RIGHT}}", CHANGE_STYLE)],
        *body,
        [(f"{below:<{columns}}", QUIET)],
    ]


def _heights(curves: Sequence[Curve]) -> Points:
    """Return the values that set the scale, without those of abandoned branches above all other values."""
    heights = np.concatenate([curve.y for curve in curves] or [np.empty(0)])
    kept = [curve.y[np.isfinite(curve.y)] for curve in curves if not curve.left_behind]
    highest = max((float(y.max()) for y in kept if len(y)), default=np.inf)
    return heights[heights <= highest]


def _from(curve: Curve, first: float) -> Curve:
    seen = curve.x >= first
    return replace(curve, x=curve.x[seen], y=curve.y[seen])


def _column(across: ChartAxis, epoch: float, width: int) -> int:
    place = float(across.place(np.array([epoch]))[0])
    return round(min(1.0, max(0.0, place)) * (width - 1))


def _dots(curve: Curve, across: ChartAxis, up: ChartAxis, canvas: Canvas) -> tuple[Points, Points]:
    """Return the positions of a curve's points in dots."""
    return across.place(curve.x) * (canvas.width - 1), (1 - up.place(curve.y)) * (canvas.height - 1)


def _row(up: ChartAxis, value: float, canvas: Canvas) -> int:
    return int(min(canvas.rows - 1, max(0, (1 - float(up.place(np.array([value]))[0])) * (canvas.height - 1) // 4)))


def _ticks_at_rows(up: ChartAxis, canvas: Canvas) -> list[str]:
    ticks = [""] * canvas.rows
    for value in up.ticks(max(2, canvas.rows // 3)):
        text = short(value)
        ticks[_row(up, value, canvas)] = text if len(text) < LEFT else f"{value:.0e}"
    return ticks


def _labels(curves: Sequence[Curve], up: ChartAxis, canvas: Canvas) -> list[StyledText]:
    """Return the names of the curves, each in its own row, as near to the curve's end as possible."""
    labels: list[StyledText] = [("", "")] * canvas.rows
    for curve in curves:
        if not curve.label or not len(curve.y):
            continue
        wanted = _row(up, float(curve.y[-1]), canvas)
        free = [row for row in range(canvas.rows) if not labels[row][0]]
        if free:
            row = min(free, key=lambda row: abs(row - wanted))
            labels[row] = (f" {curve.label}"[:RIGHT], curve.style)
    return labels


def _above(placed: Sequence[tuple[int, int | None]], columns: int) -> str:
    """Place each number above its column, or to the left if there is no space; a dot for numbers that do not fit."""
    line = [" "] * columns
    end = columns
    for column, number in sorted(placed, key=lambda each: (each[0], each[1] or 0), reverse=True):
        text = "" if number is None else str(number)
        start = min(column, end - len(text))
        if start < 0:
            break
        if text:
            line[start : start + len(text)] = text
            end = start - 1
    for column, number in placed:
        if number is None and not "".join(line[max(0, column - 1) : column + 2]).strip():
            line[column] = "·"
    return "".join(line)


def _epochs(across: ChartAxis, canvas: Canvas) -> str:
    ticks = [tick for tick in across.ticks(max(2, canvas.columns // 10)) if tick == int(tick)]
    line = [" "] * (LEFT + canvas.columns + RIGHT)
    for tick in ticks:
        text = f"{tick:.0f}"
        start = LEFT + _column(across, tick, canvas.width) // 2 - len(text) // 2
        line[start : start + len(text)] = text
    line[:6] = "epoch "
    return "".join(line)[: LEFT + canvas.columns + RIGHT]
