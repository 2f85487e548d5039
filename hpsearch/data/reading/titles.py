"""A text file whose first line is a title, with the column names some lines below."""

import csv
import re

from hpsearch.data.reading.dialect import SEPARATORS
from hpsearch.errors import DataError
from hpsearch.text.listing import listed

LOOKED_AT = 50
"""Number of lines to check."""

BETWEEN_COLUMNS = re.compile("|".join([*map(re.escape, SEPARATORS), "::", "[~^¦\\x01\\x1f]", " {2,}"]))
"""The separators, and marks that other programs write between columns, which are not read."""

_DECIMAL_COMMA = re.compile(r"\d,\d")
_BLANKS = re.compile(" {2,}")


def refuse_title(text: str, source: str, first_line: int, separator: str | None) -> None:
    """Raise DataError if the text begins with a title, which as column names would name one column alone.

    `separator` is the stated one; None if there is none.
    """
    lines = text.split("\n")
    whole = lines[:-1] if len(lines) > 1 else lines
    marks = SEPARATORS if separator is None else (separator,)
    ways = {mark: _rows(whole[:LOOKED_AT], mark) for mark in marks}
    if any(_is_table(rows) for rows, _ in ways.values()):
        return
    below = [
        (found, starts)
        for mark, (rows, starts) in ways.items()
        if (found := names_below(rows)) is not None and not _is_header(*found[1:], mark)
    ]
    if below:
        (place, title, names), starts = max(below, key=lambda each: len(each[0][2]))
        raise DataError(
            f"{source}:{first_line}: {title!r} looks like a title, and line {first_line + starts[place]} like the "
            f"column names ({listed(names)}); delete the lines above the column names"
        )


def _is_table(rows: list[list[str]]) -> bool:
    """Whether the first row names several columns, as many as each row has."""
    widths = {len(row) for row in rows if any(row)}
    return bool(rows) and sum(map(bool, rows[0])) > 1 and len(widths) == 1


def _is_header(first: str, names: list[str], mark: str) -> bool:
    """Whether the first line has the column names, and the `names` below it are a row that the mark divides wrongly.

    That is so if the mark is the comma of a number with decimals, or if another mark divides both lines: into as many
    fields below as above, and these are at least as many as the names.

    >>> _is_header("town;size;price", ["Bonn;36;84", "05"], ","), _is_header("Report, May", ["size", "price"], ";")
    (True, False)
    """
    below = mark.join(names)
    if mark == "," and len(_DECIMAL_COMMA.findall(below)) == len(names) - 1:
        return True
    first, below = (_BLANKS.sub("  ", line) for line in (first, below))
    others = {found[0] for found in BETWEEN_COLUMNS.finditer(first)} - {mark}
    return any(len(names) <= first.count(other) + 1 <= below.count(other) + 1 for other in others)


def names_below(rows: list[list[str]]) -> tuple[int, str, list[str]] | None:
    """Where the column names are, from 0, the title in the first row, and the names; None if there is no title.

    A title row has only the first cell; the names are the next row with several cells, each with a letter, and all rows
    below have the same width.

    >>> names_below([["Report", ""], ["", ""], ["size", "price"], ["1", "2"]])
    (2, 'Report', ['size', 'price'])
    """
    if not rows or not rows[0] or not rows[0][0] or any(rows[0][1:]):
        return None
    for place, row in enumerate(rows[1:], start=1):
        if sum(map(bool, row)) > 1:
            below = [each for each in rows[place + 1 :] if any(each)]
            even = bool(below) and all(len(each) == len(row) for each in below)
            named = all(any(map(str.isalpha, cell)) for cell in row)
            return (place, rows[0][0], row) if even and named and len(rows[0]) in (1, len(row)) else None
    return None


def _rows(lines: list[str], mark: str) -> tuple[list[list[str]], list[int]]:
    """The cells of each row, whose quotes may hold ends of lines, and the line where each row begins, from 0."""
    rows: list[list[str]] = []
    starts = [0]
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=mark, skipinitialspace=True)
    try:
        for row in reader:
            rows.append([cell.strip() for cell in row])
            starts.append(reader.line_num)
    except csv.Error:
        return [], []
    return rows, starts
