"""A canvas of braille dots, eight per character, on which each curve has its own line pattern.

Existing plotting widgets for terminals distinguish curves only by colour, which fails in monochrome.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record

DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of each dot of a character, (4, 2), in Unicode's order from U+2800."""

_FAR = 1e5
"""Points farther off than this, in dots, are not drawn, nor are lines to them."""

StyledText = tuple[str, str]
"""A piece of text and its style."""


class Pattern(Record):
    """A line pattern of `on` drawn dots, then `off` empty ones; with neither, only the points."""

    on: int = 1
    off: int = 0


SOLID = Pattern(1, 0)
DASHED = Pattern(6, 4)
DOTTED = Pattern(1, 3)
POINTS = Pattern(0, 0)


@dataclass
class Canvas:
    """A canvas of `columns` × `rows` characters; the last drawing sets a character's style."""

    columns: int
    rows: int
    _dots: NDArray[np.bool_] = field(init=False)
    _styles: NDArray[np.object_] = field(init=False)

    def __post_init__(self) -> None:
        self._dots = np.zeros((4 * self.rows, 2 * self.columns), bool)
        self._styles = np.full((self.rows, self.columns), "", object)

    @property
    def width(self) -> int:
        """Size of the canvas in this direction, in dots."""
        return 2 * self.columns

    @property
    def height(self) -> int:
        """Size of the canvas in this direction, in dots."""
        return 4 * self.rows

    def draw(self, x: NDArray[np.float64], y: NDArray[np.float64], pattern: Pattern, style: str) -> None:
        """Draw a line through the points (x, y), in dots from the upper left corner, clipped to the canvas."""
        columns, rows = self._dots_of(x, y, through=bool(pattern.on))
        if pattern.on:
            drawn = np.arange(len(columns)) % (pattern.on + pattern.off) < pattern.on
            columns, rows = columns[drawn], rows[drawn]
        self._dots[rows, columns] = True
        self._styles[rows // 4, columns // 2] = style

    def clear(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Clear the characters under a line, so that its pattern is visible over other curves."""
        columns, rows = self._dots_of(x, y, through=True)
        for below in range(4):
            for right in range(2):
                self._dots[rows // 4 * 4 + below, columns // 2 * 2 + right] = False

    def _dots_of(
        self, x: NDArray[np.float64], y: NDArray[np.float64], *, through: bool
    ) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """Return the dots on the canvas: the points only, or the whole line through them."""
        near = (np.abs(x) < _FAR) & (np.abs(y) < _FAR)
        columns, rows = np.round(x[near]).astype(int), np.round(y[near]).astype(int)
        if through and len(columns) > 1:
            columns, rows = _through(columns, rows)
        seen = (columns >= 0) & (columns < self.width) & (rows >= 0) & (rows < self.height)
        columns, rows = columns[seen], rows[seen]
        other = np.append(True, (np.diff(columns) != 0) | (np.diff(rows) != 0))[: len(columns)]  # than the dot before
        return columns[other], rows[other]

    def lines(self) -> list[list[StyledText]]:
        """Return the rows, each as runs of one style."""
        blocks = self._dots.reshape(self.rows, 4, self.columns, 2).transpose(0, 2, 1, 3)
        codes = (blocks * DOTS).sum(axis=(2, 3))
        return [
            _runs([chr(0x2800 + code) if code else " " for code in row], styles)
            for row, styles in zip(codes.tolist(), self._styles.tolist(), strict=True)
        ]


def _through(x: NDArray[np.int_], y: NDArray[np.int_]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Return all dots of the straight lines from each point to the next."""
    steps = np.maximum(np.abs(np.diff(x)), np.abs(np.diff(y))).clip(1)
    place = np.arange(steps.sum()) - np.repeat(steps.cumsum() - steps, steps)
    share = place / np.repeat(steps, steps)
    along = [np.repeat(of[:-1], steps) + share * np.repeat(np.diff(of), steps) for of in (x, y)]
    return (
        np.append(np.round(along[0]).astype(int), x[-1]),
        np.append(np.round(along[1]).astype(int), y[-1]),
    )


def _runs(characters: list[str], styles: list[str]) -> list[StyledText]:
    runs: list[StyledText] = []
    for character, style in zip(characters, styles, strict=True):
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + character, style)
        else:
            runs.append((character, style))
    return runs
