"""Lay a table out for a terminal: words are not broken, and columns that do not fit are left out."""

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from hpsearch.records import Record, replace
from hpsearch.text.visible import LONGEST_CELL, brief, visible_line
from hpsearch.trials.table import Table, short

WIDE_GAP, NARROW_GAP = 3, 2
"""Characters between two columns: with headers of one line, and of several lines."""

COMFORTABLE = 24
"""Smallest width of text, unless it needs less, while other columns can be left out."""

SHORTEST_LIMIT, LIMIT_SHARE = 16, 3
"""Largest length of a word in a table that is still too wide: in characters, or as a part of the terminal's width."""

_WORD = re.compile(r"^\s*\S+|\S+")


class ShownColumn(Record):
    """A displayed column: its header, of one or several lines, its cells, and their widths."""

    name: str
    title: str
    cells: tuple[str, ...]
    numbers: bool

    def shortened(self, most: int) -> "ShownColumn":
        """Return the column with the middle left out of each word that is wider than `most`."""
        title, *cells = (_with_short_words(text, most) for text in (self.title, *self.cells))
        return replace(self, title=title, cells=tuple(cells))


class TableLayout(Record):
    """The displayed columns, their widths, the gap between two, and the names of the columns left out."""

    columns: tuple[ShownColumn, ...]
    widths: tuple[int, ...]
    gap: int
    left_out: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """The width of all columns with gaps."""
        return _together(self.widths, self.gap)


class _Needs(Record):
    """A column with the width of its widest line, and the width of its widest word."""

    column: ShownColumn
    line: int
    word: int

    def least(self, comfortable: int) -> int:
        return max(self.word, min(self.line, comfortable))


def lay_out(table: Table, spare: Sequence[str], width: int | None) -> TableLayout:
    """Return the layout of `table` for a terminal of `width` characters, or for no terminal.

    If it is too wide, headers take several lines. Then the columns in `spare` are left out one by one, text is wrapped
    between words, the middle of very long words is left out, and finally columns on the right.
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
    """Yield the columns of `table`, with each underscore in their headers replaced by `underscore`."""
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
    """Return the columns without the first of the `spare` ones, as many as do not fit."""
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
    """Return the width of each column: that of its lines, or for the widest columns an equal share of the rest."""
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
    """Return the beginning and the end of a word that is wider than `most`; the end identifies paths."""
    if cell_len(word) <= most:
        return word
    head, tail = word[: most // 2], word[len(word) - (most - 1) // 2 :]
    while cell_len(head) + 1 + cell_len(tail) > most:  # letters of double width
        head, tail = (head[:-1], tail) if len(head) > len(tail) else (head, tail[1:])
    return f"{head}…{tail}"
