"""Find a text file's Dialect and column names from its first lines."""

import csv
import re
from collections.abc import Iterator, Mapping

from hpsearch.data.reading.blanks import without_blanks
from hpsearch.data.reading.decimal_sign import ColumnSigns, decimal_sign
from hpsearch.data.reading.dialect import SEPARATORS, Dialect, Stated
from hpsearch.data.reading.encoding import zero_byte
from hpsearch.data.reading.separators import LINES, separator_of, usual_separator
from hpsearch.data.reading.titles import refuse_title
from hpsearch.errors import DataError
from hpsearch.records import Record, field

SEPARATOR_LINE = re.compile(rb'"?sep=(.)"?[ \t]*\r?\n', re.IGNORECASE)
NUMBER_PATTERN = re.compile(r"[-+−]?(\d+[.,]?\d*|[.,]\d+)([eE][-+]?\d+)?")

_FIRST_CELLS = 20
"""Cells of which nearly every column of numbers with decimals has one that shows the decimal sign."""


class Layout(Record):
    """The format of a file, the names of its columns, and the number of lines before its rows.

    `signs` are what the first rows show about the decimal sign, in the columns that may decide it; nothing where it is
    stated.
    """

    dialect: Dialect
    names: tuple[str, ...]
    lines: int
    signs: Mapping[str, ColumnSigns] = field(default_factory=dict)


def layout_of(sample: bytes, encoding: str, stated: Stated, source: str) -> Layout:
    """The layout of the file whose text begins with `sample`, whole lines of UTF-8. Raises DataError."""
    guessed: list[str] = []
    line, skipped = SEPARATOR_LINE.match(sample), 0
    mark = stated.separator
    if line:
        skipped = line.end()
        mark = mark or line[1].decode()
    body = sample[skipped:]
    if zero := body.find(b"\0") + 1:
        raise zero_byte(source, 1 + sample.count(b"\n", 0, skipped + zero - 1))
    if b"\r" in body and b"\n" not in body:
        raise DataError(f"{source}:1: lines end with carriage returns alone, as on old Macs; save it with line feeds")
    if stated.header is None:
        refuse_title(body.decode(), source, 1 + bool(line), mark)
    if mark is None:
        mark, others = separator_of(body.decode(), source)
        if others or mark != usual_separator(source):
            though = f", though {SEPARATORS[others[0]]}s divide all lines alike, too" if others else ""
            guessed.append(
                f"read with {SEPARATORS[mark]}s between the columns{though}; data.csv: {{separator: …}} sets it"
            )
    rows, consumed = _rows(body, mark, source, first_line=1 + bool(line))
    header = True if stated.header is None else stated.header
    names, lines = _names(rows, consumed, source, header=stated.header)
    if stated.header is None and (numbers := [name for name in names if NUMBER_PATTERN.fullmatch(name)]):
        guessed.append(
            f"the first line, taken as column names, holds numbers such as {numbers[0]!r}; "
            "if it is a row, set data.csv: {header: false}"
        )
    signs = {} if stated.decimal else dict(zip(names, _signs(rows[1:] if header else rows, len(names)), strict=True))
    if stated.deciding is not None:
        signs = {name: column for name, column in signs.items() if name in stated.deciding}
    decimal = stated.decimal or decimal_sign(signs, mark, stated.in_doubt).sign
    dialect = Dialect(mark, decimal, encoding, header, int(bool(line)), tuple(guessed))
    return Layout(dialect, names, lines + int(bool(line)), signs)


def _rows(body: bytes, mark: str, source: str, first_line: int) -> tuple[list[list[str]], list[int]]:
    """The first rows, and after how many lines each of them ends."""
    pieces = without_blanks(body, mark).decode().split("\n")
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        for piece in pieces[:-1] if len(pieces) > 1 else pieces:
            count += 1
            yield piece + "\n"

    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in csv.reader(lines(), delimiter=mark, skipinitialspace=True, strict=True):
            if any(cell for cell in row) or len(row) > 1:
                rows.append([cell.strip() for cell in row])
                ends.append(count)
            if len(rows) > LINES:
                break
    except csv.Error as error:
        if not rows:
            raise DataError(f"{source}:{first_line - 1 + count}: the column names cannot be read: {error}") from error
    return rows, ends


def _names(rows: list[list[str]], ends: list[int], source: str, *, header: bool | None) -> tuple[tuple[str, ...], int]:
    """The names, and the number of lines that they take; `header` is what is stated, if anything is."""
    if not rows or not any(rows[0]):
        raise DataError(f"{source}: the file is empty; expected a line of column names, then rows")
    if header is False:
        return tuple(f"x{column}" for column in range(len(rows[0]))), 0
    names = tuple(rows[0])
    seen: set[str] = set()
    for name in filter(None, names):
        if name in seen:
            twice = f"{source}:{ends[0]}: column name {name!r} occurs twice; names must differ"
            if header:
                raise DataError(twice)
            raise DataError(
                f"{twice} (is the first line a header at all? if not, set data.csv: {{header: false}})",
                remedy=("csv.header", False),
            )
        seen.add(name)
    return names, ends[0]


def _signs(rows: list[list[str]], width: int) -> Iterator[ColumnSigns]:
    """What each column shows about the decimal sign; its first cells are asked first, for files of many columns."""
    for column in range(width):
        words = [row[column] for row in rows if column < len(row)]
        if {",", "."}.isdisjoint("".join(words)):
            yield ColumnSigns()
            continue
        first = ColumnSigns.of(words[:_FIRST_CELLS])
        yield first if first.sign else ColumnSigns.of(words)
