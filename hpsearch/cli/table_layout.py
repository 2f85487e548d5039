"""Lay a table out for a terminal: no word is broken, and columns for which there is no room are left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from hpsearch.text.visible import LONGEST_CELL, brief, visible_line
from hpsearch.trials.table import Table, short

WIDE_GAP, NARROW_GAP = 3, 2
"""Characters between two columns: where headers stand in one line, and where they take several."""

COMFORTABLE = 24
"""Text has at least this width, or what it needs, as long as other columns can be left out."""

SHORTEST_LIMIT, LIMIT_SHARE = 16, 3
"""The longest word of a table that is still too wide: so many characters, or this part of the terminal's width."""

_WORD = re.compile(r"^\s*\S+|\S+")


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column as it is shown: its header, of one or several lines, its cells, and how much room they need."""

    name: str
    title: str
    cells: tuple[str, ...]
    numbers: bool

    def shortened(self, most: int) -> "ShownColumn":
        """Return the column with the middle left out of each word that is wider than `most`."""
        title, *cells = (_with_short_words(text, most) for text in (self.title, *self.cells))
        return replace(self, title=title, cells=tuple(cells))


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The columns that are shown, the width of each, the gap between two, and the names of the columns left out."""

    columns: tuple[ShownColumn, ...]
    widths: tuple[int, ...]
    gap: int
    left_out: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Of all columns with the gaps between them."""
        return _together(self.widths, self.gap)


@dataclass(frozen=True, slots=True)
class _Needs:
    """A column with the width of its widest line, and the width of its widest word."""

    column: ShownColumn
    line: int
    word: int

    def least(self, comfortable: int) -> int:
        return max(self.word, min(self.line, comfortable))


def lay_out(table: Table, spare: Sequence[str], width: int | None) -> TableLayout:
    """The layout of `table` for a terminal of `width` characters, or for none.

    Where it is too wide, headers take several lines. Then the columns in `spare` are left out one by one, text is
    wrapped at words, the middle of very long words is left out, and at last the columns on the right.
    """
    wide = [_needs(column) for column in _columns(table, "_")]
    lines = tuple(each.line for each in wide)
    if width is None or _together(lines, WIDE_GAP) <= width:
        return TableLayout(tuple(each.column for each in wide), lines, WIDE_GAP)
    needed = _without_spare([_needs(column) for column in _columns(table, "\n")], spare, width)
    if not _fit(needed, 1, width):
        limit = min(width, max(SHORTEST_LIMIT, width // LIMIT_SHARE))
        needed = [_needs(each.column.shortened(limit)) for each in needed]
    while len(needed) > 1 and not _fit(needed, 1, width):
        del needed[-1]
    shown = {each.column.name for each in needed}
    left_out = tuple(name for name in table.header if name not in shown)
    return TableLayout(tuple(each.column for each in needed), _widths(needed, width), NARROW_GAP, left_out)


def _columns(table: Table, underscore: str) -> Iterator[ShownColumn]:
    """The columns of `table` with `underscore` in their headers for each of theirs."""
    for place, name in enumerate(table.header):
        values = [row[place] for row in table.rows]
        numbers = all(isinstance(value, int | float | None) for value in values)
        yield ShownColumn(name, _cell(name).replace("_", underscore), tuple(map(_cell, values)), numbers)


def _cell(value: object) -> str:
    return visible_line(brief(short(value), LONGEST_CELL))


def _needs(column: ShownColumn) -> _Needs:
    lines = [*column.title.split("\n"), *column.cells]
    words = (word for line in lines for word in _WORD.findall(line))
    return _Needs(column, max(1, *map(cell_len, lines)), max([1, *map(cell_len, words)]))


def _without_spare(columns: list[_Needs], spare: Sequence[str], width: int) -> list[_Needs]:
    """The columns but for as many of the `spare` ones, from the first on, as have no room."""
    left_out: list[str] = []
    for name in spare:
        if _fit(_without(columns, left_out), COMFORTABLE, width):
            break
        left_out.append(name)
    for name in reversed(left_out):  # put back each column that still fits
        fewer = [other for other in left_out if other != name]
        if _fit(_without(columns, fewer), COMFORTABLE, width):
            left_out = fewer
    return _without(columns, left_out)


def _without(columns: list[_Needs], names: Sequence[str]) -> list[_Needs]:
    return [each for each in columns if each.column.name not in names]


def _fit(columns: Sequence[_Needs], comfortable: int, width: int) -> bool:
    return _together([each.least(comfortable) for each in columns], NARROW_GAP) <= width


def _widths(columns: Sequence[_Needs], width: int) -> tuple[int, ...]:
    """The width of each column: what its lines need, but for the widest columns, which share what is left."""
    comfortable = COMFORTABLE if _fit(columns, COMFORTABLE, width) else 1
    for cap in range(width, 0, -1):
        widths = tuple(max(each.least(comfortable), min(each.line, cap)) for each in columns)
        if _together(widths, NARROW_GAP) <= width:
            break
    return widths


def _together(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * (len(widths) - 1)


def _with_short_words(text: str, most: int) -> str:
    return _WORD.sub(lambda found: _without_middle(found.group(), most), text)


def _without_middle(word: str, most: int) -> str:
    """The beginning and the end of a word that is wider than `most`: of paths the end says which one it is."""
    if cell_len(word) <= most:
        return word
    head, tail = word[: most // 2], word[len(word) - (most - 1) // 2 :]
    while cell_len(head) + 1 + cell_len(tail) > most:  # letters that are two characters wide
        head, tail = (head[:-1], tail) if len(head) > len(tail) else (head, tail[1:])
    return f"{head}…{tail}"
