"""A table as a value, with a header and rows, and the text of its cells."""

import csv
import json
from collections.abc import Iterator
from itertools import compress
from math import isfinite, isnan
from typing import Any, TextIO

from hpsearch.records import Record

Row = tuple[Any, ...]

_PLAIN = {int, float, str, type(None)}

NULL = "null"
"""The text of a value null that was chosen for a hyperparameter; a cell of one that is not used is empty."""

LARGE, TOO_LARGE = 1e4, 1e7
"""Numbers between these are written in full, without an exponent."""


class Table(Record):
    """A header, the names of the columns, and rows of plain values, one for each column."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def without(self, *names: str) -> "Table":
        """Return the table without the columns of these names."""
        kept = [name not in names for name in self.header]
        if all(kept):
            return self
        return Table(tuple(compress(self.header, kept)), tuple(tuple(compress(row, kept)) for row in self.rows))

    def top(self, count: int) -> "Table":
        """Return the table with its first `count` rows."""
        return Table(self.header, self.rows[:count])

    def column(self, name: str) -> list[Any]:
        """Return the values of the column `name`, from top to bottom. Raises ValueError if there is none."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]


class StreamedTable(Record):
    """A header and rows that are made while they are written, once, so that millions of rows need no memory."""

    header: tuple[str, ...]
    rows: Iterator[Row]


def write_csv(table: Table | StreamedTable, file: TextIO) -> None:
    """Write `table` to `file` as CSV, with cells as in `as_text`."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows([value if _is_plain(value) else as_text(value) for value in row] for row in table.rows)


def _is_plain(value: Any) -> bool:
    """Whether the csv module writes the value as `as_text` does: finite numbers in the shortest form, words, None."""
    return type(value) in _PLAIN and value == value  # noqa: PLR0124 (not a number)


def as_text(value: Any) -> str:
    """Return the text of a cell: floats in the shortest form, lists, mappings and bools as JSON, else empty.

    >>> [as_text(value) for value in (1e-4, 3, "adam", [64, 32], True, None, float("nan"))]
    ['0.0001', '3', 'adam', '[64, 32]', 'true', '', '']
    """
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value)
    return str(value)


def value_text(value: Any) -> str:
    """Return the text of a hyperparameter's value, which may be null.

    >>> value_text(None), value_text("balanced"), value_text([None, "balanced", 0.5])
    ('null', 'balanced', '[null, balanced, 0.5]')
    """
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_text, value))}]"
    return NULL if value is None else as_text(value)


def short(value: Any) -> str:
    """Return the text of a cell for display: numbers with four digits, and all digits before the point.

    >>> short(0.83657710), short([0.83657710, 1, None]), short(159131.04)
    ('0.8366', '[0.8366, 1, null]', '159131')
    """
    if isinstance(value, list):
        return f"[{', '.join(map(short_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {short_value(each)}' for key, each in value.items())}}}"
    if not isinstance(value, float) or not isfinite(value):
        return as_text(value)
    return f"{value:.0f}" if LARGE <= abs(value) < TOO_LARGE else f"{value:.4g}"


def short_value(value: Any) -> str:
    """Return the text of a hyperparameter's value, which may be null, for display.

    >>> short_value(None), short_value(0.83657710)
    ('null', '0.8366')
    """
    return NULL if value is None else short(value)
