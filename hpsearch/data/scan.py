"""A first walk over a .csv file's bytes: is it rectangular text, and which columns are not numbers?

pandas fills short lines up, cuts long ones and reads 007 as 7, all in silence; this finds them, with their line.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import occurring_twice
from hpsearch.errors import DataError

BYTES_AT_ONCE = 1 << 20
LONGEST_LINE = 1 << 26
COMMA, LINE_END, RETURN, QUOTE, SPACE, ZERO = b',\n\r" 0'
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the values begin, how many rows there are, and the columns whose numbers lead with a zero."""

    names: tuple[str, ...]
    start: int
    rows: int
    zero_led: frozenset[int]


def scan(path: Path, source: str) -> Layout:
    """Reads the file's bytes once, in bounded memory. Raises DataError with the line of the first mistake."""
    with path.open("rb") as handle:
        first = handle.read(4)
        if first.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise DataError(f"{source}:1: this is UTF-16 text; save it as UTF-8")
        handle.seek(len(BYTE_ORDER_MARK) if first.startswith(BYTE_ORDER_MARK) else 0)
        names, lines = _header(handle, source)
        walk = _Walk(source, len(names), lines + 1)
        start = handle.tell()
        for block in _line_blocks(handle, source):
            walk.over(block)
        walk.end()
    return Layout(names, start, walk.fields // len(names), frozenset(np.flatnonzero(walk.zero_led).tolist()))


def _line_blocks(handle: BinaryIO, source: str) -> Iterator[bytes]:
    """The rest of the file in pieces that end where a line does."""
    while block := handle.read(BYTES_AT_ONCE):
        rest = handle.readline(LONGEST_LINE)
        if len(rest) == LONGEST_LINE:
            raise DataError(f"{source}: a line of more than {LONGEST_LINE >> 20} MB; this is no table of text")
        yield block + rest


def _header(handle: BinaryIO, source: str) -> tuple[tuple[str, ...], int]:
    """The column names, and the number of lines that they take."""
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        while line := handle.readline(LONGEST_LINE):
            count += 1
            yield _text(line, source, count)

    try:
        reader = csv.reader(lines(), skipinitialspace=True, strict=True)
        names = next((tuple(name.strip() for name in row) for row in reader if row), ())
    except csv.Error as error:
        raise DataError(f"{source}:{count}: the column names cannot be read: {error}") from error
    if not any(names):
        raise DataError(f"{source}: the file is empty; expected a line of column names, then rows")
    if len(names) == 1:
        raise _one_column(names[0], source)
    if (repeated := occurring_twice(names)) is not None:
        raise DataError(
            f"{source}:{count}: column name {repeated!r} occurs twice; names must differ "
            "(is the first line a header at all?)"
        )
    return names, count


def _one_column(name: str, source: str) -> DataError:
    words = {";": "semicolons", "\t": "tabs", "|": "bars"}
    if found := [mark for mark in words if mark in name]:
        mark = max(found, key=name.count)
        return DataError(
            f"{source}:1: the columns are separated by {words[mark]}, not commas; convert it: python -c "
            f"\"import pandas; pandas.read_csv('{source}', sep={mark!r}).to_csv('commas.csv', index=False)\""
        )
    return DataError(f"{source}:1: one column only; expected at least one input and the target")


def _text(data: bytes, source: str, line: int) -> str:
    """`data` as text. Raises DataError with the line, counting from `line`, that is none."""
    if (zero := data.find(b"\0")) >= 0:
        at = line + data.count(b"\n", 0, zero)
        raise DataError(f"{source}:{at}: a zero byte; this is a binary file, not a .csv")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        at = line + data.count(b"\n", 0, error.start)
        raise DataError(f"{source}:{at}: not UTF-8 text; save the file with the encoding UTF-8") from error


@dataclass(slots=True)
class _Walk:
    """Over the lines below the header: counts fields, follows quotes."""

    source: str
    width: int
    line: int
    fields: int = 0
    quoted: bool = False  # inside quotes, where commas and line ends are text
    opened: int = 0  # the line of the last quote that opened a field
    zero_led: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.zero_led = np.zeros(self.width, np.bool_)

    def over(self, block: bytes) -> None:
        """Goes over whole lines."""
        _text(block, self.source, self.line)
        data = np.frombuffer(block if block.endswith(b"\n") else block + b"\n", np.uint8)
        marks = np.flatnonzero((data == COMMA) | (data == LINE_END))
        ends = data[marks] == LINE_END
        quotes = np.flatnonzero(data == QUOTE) if self.quoted or QUOTE in block else np.empty(0, np.intp)
        if b"\r" in block:
            self._refuse_lone_returns(data, quotes)
        if self.quoted or quotes.size:
            outside = ~self._inside(quotes, marks)
            marks, ends = marks[outside], ends[outside]
            self._follow(data, quotes)
        if b"\r\n" in block or b"\n\n" in block or block.startswith(b"\n"):
            written = ~_blank(data, marks, ends)
            marks, ends = marks[written], ends[written]
        columns = (np.arange(marks.size) + self.fields) % self.width  # of the field that each mark ends
        wrong = np.flatnonzero(ends != (columns == self.width - 1))
        if wrong.size:
            raise self._ragged(data, marks, ends, int(wrong[0]))
        self._note_leading_zeros(data, marks, columns)
        self.fields += marks.size
        self.line += block.count(b"\n")

    def end(self) -> None:
        """The file has ended: within quotes?"""
        if self.quoted:
            raise DataError(f"{self.source}:{self.opened}: a quote that opens here is never closed")

    def _line_of(self, data: NDArray[np.uint8], position: int) -> int:
        return self.line + int(np.count_nonzero(data[:position] == LINE_END))

    def _inside(self, quotes: NDArray[np.intp], positions: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether each position is within quotes: an odd number of them before it."""
        inside: NDArray[np.bool_] = (np.searchsorted(quotes, positions) + self.quoted) % 2 == 1
        return inside

    def _refuse_lone_returns(self, data: NDArray[np.uint8], quotes: NDArray[np.intp]) -> None:
        lone = np.flatnonzero((data[:-1] == RETURN) & (data[1:] != LINE_END))
        lone = lone[~self._inside(quotes, lone)]
        if lone.size:
            at = self._line_of(data, int(lone[0]))
            raise DataError(f"{self.source}:{at}: a line end of old Macs (CR alone); convert them to LF")

    def _follow(self, data: NDArray[np.uint8], quotes: NDArray[np.intp]) -> None:
        """Every quote must begin or end a field, or be doubled within one."""
        opening = (np.arange(quotes.size) + self.quoted) % 2 == 0
        padded = np.concatenate(([LINE_END], data, [LINE_END]))
        before, after = padded[quotes], padded[quotes + 2]
        allowed = np.where(
            opening,
            np.isin(before, (COMMA, LINE_END, QUOTE)),
            np.isin(after, (COMMA, LINE_END, RETURN, QUOTE)),
        )
        for index in np.flatnonzero(~allowed):
            position = int(quotes[index])
            if not opening[index] or data[:position].tobytes().rstrip(b" ")[-1:] not in b",\n":
                raise self._stray_quote(data, position)
        if opening.any():
            self.opened = self._line_of(data, int(quotes[opening][-1]))
        self.quoted ^= quotes.size % 2 == 1

    def _stray_quote(self, data: NDArray[np.uint8], position: int) -> DataError:
        return DataError(
            f"{self.source}:{self._line_of(data, position)}: a quote in the middle of a field; "
            "put the whole field in quotes and double those inside it"
        )

    def _ragged(
        self, data: NDArray[np.uint8], marks: NDArray[np.intp], ends: NDArray[np.bool_], wrong: int
    ) -> DataError:
        before = np.flatnonzero(ends[:wrong])
        carried = 0 if before.size else self.fields % self.width
        first = int(before[-1]) + 1 if before.size else 0
        last = wrong + int(np.argmax(ends[wrong:]))
        found = last - first + 1 + carried
        at = self._line_of(data, int(marks[wrong]))
        return DataError(
            f"{self.source}:{at}: {found} field{'s' * (found != 1)}, but the header has {self.width}; "
            "add the missing commas, or quote the field that has one too many"
        )

    def _note_leading_zeros(self, data: NDArray[np.uint8], marks: NDArray[np.intp], columns: NDArray[np.intp]) -> None:
        padded = np.concatenate((data, [LINE_END, LINE_END]))
        begin = np.concatenate(([0], marks[:-1] + 1))
        led = np.arange(begin.size)  # the fields that may still begin with what counts for nothing
        while (led := led[(padded[begin[led]] == QUOTE) | (padded[begin[led]] == SPACE)]).size:
            begin[led] += 1
        zero = np.flatnonzero(padded[begin] == ZERO)
        following = padded[begin[zero] + 1]
        self.zero_led[columns[zero[(following >= ZERO) & (following <= ZERO + 9)]]] = True


def _blank(data: NDArray[np.uint8], marks: NDArray[np.intp], ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which marks end a line with nothing on it."""
    length = np.diff(marks, prepend=-1)
    blank: NDArray[np.bool_] = ends & ((length == 1) | ((length == 2) & (data[marks - 1] == RETURN)))
    blank[1:] &= ends[:-1]  # the field before it ended a line
    return blank
