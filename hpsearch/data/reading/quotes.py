"""Check the bytes of whole lines: where quotes open and close, and whether each line has all fields.

pyarrow reads a stray quote without an error, and does not report lines; this check does.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hpsearch.errors import DataError
from hpsearch.records import Record

LINE_END, RETURN, QUOTE, SPACE = b'\n\r" '

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]


class QuoteWalk(Record):
    """Over a block that begins where a line does; `first_line` is that line's number in the file, from 1.

    The lines of a file are counted only where an error names one.
    """

    source: str
    separator: str
    width: int
    first_line: Callable[[], int]

    def quotes_of(self, block: bytes) -> tuple[Bytes, Places]:
        """The block's bytes and the places of its quotes. Raises DataError for a lone return, or a stray quote."""
        data = np.frombuffer(block if block.endswith(b"\n") else block + b"\n", np.uint8)
        quotes = np.flatnonzero(data == QUOTE)
        if b"\r" in block:
            self._refuse_lone_returns(data, quotes)
        self._follow(data, quotes)
        return data, quotes

    def refuse_ragged(self, block: bytes) -> None:
        """Raises DataError for the first line that has more or fewer fields than the header."""
        data, quotes = self.quotes_of(block)
        marks = np.flatnonzero((data == ord(self.separator)) | (data == LINE_END))
        marks = marks[~inside(quotes, marks)]
        ends = data[marks] == LINE_END
        written = ~_blank(data, marks, ends)
        marks, ends = marks[written], ends[written]
        last = np.flatnonzero(ends)
        counts = np.diff(last, prepend=-1)
        for index in np.flatnonzero(counts != self.width)[:1]:
            found = int(counts[index])
            raise DataError(
                f"{self.source}:{self._line_of(data, int(marks[last[index]]))}: {found} field{'s' * (found != 1)}, "
                f"but the header has {self.width}; add what is missing, or quote the field that has one separator "
                "too many"
            )

    def unclosed(self, block: bytes) -> DataError:
        """The error for a block whose last quote is never closed."""
        data = np.frombuffer(block, np.uint8)
        at = self._line_of(data, int(np.flatnonzero(data == QUOTE)[-1]))
        return DataError(f"{self.source}:{at}: a quote that opens here is never closed")

    def _line_of(self, data: Bytes, position: int) -> int:
        return self.first_line() + int(np.count_nonzero(data[:position] == LINE_END))

    def _refuse_lone_returns(self, data: Bytes, quotes: Places) -> None:
        lone = np.flatnonzero((data[:-1] == RETURN) & (data[1:] != LINE_END))
        lone = lone[~inside(quotes, lone)]
        if lone.size:
            at = self._line_of(data, int(lone[0]))
            raise DataError(f"{self.source}:{at}: a line end of old Macs (CR alone); convert them to LF")

    def _follow(self, data: Bytes, quotes: Places) -> None:
        """Every quote must begin or end a field, or be doubled within one."""
        if not quotes.size:
            return
        opening = np.arange(quotes.size) % 2 == 0
        padded = np.concatenate(([LINE_END], data, [LINE_END]))
        before, after = padded[quotes], padded[quotes + 2]
        mark = ord(self.separator)
        allowed = np.where(
            opening,
            np.isin(before, (mark, LINE_END, QUOTE)),
            np.isin(after, (mark, LINE_END, RETURN, QUOTE)),
        )
        for index in np.flatnonzero(~allowed):
            position = int(quotes[index])
            around = data[:position].tobytes().rstrip(b" ")[-1:] if opening[index] else after_blanks(data, position)
            if around not in (self.separator.encode(), b"\n", b"", b"\r"):
                raise DataError(
                    f"{self.source}:{self._line_of(data, position)}: a quote in the middle of a field; "
                    "put the whole field in quotes and double those inside it"
                )


def after_blanks(data: Bytes, position: int) -> bytes:
    """The first byte after `position` that is no space."""
    return data[position + 1 : position + 200].tobytes().lstrip(b" ")[:1]


def inside(quotes: Places, positions: Places) -> NDArray[np.bool_]:
    """Whether each position is within quotes: an odd number of them before it."""
    within: NDArray[np.bool_] = np.searchsorted(quotes, positions) % 2 == 1
    return within


def _blank(data: Bytes, marks: Places, ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which marks end a line with nothing on it."""
    length = np.diff(marks, prepend=-1)
    blank: NDArray[np.bool_] = ends & ((length == 1) | ((length == 2) & (data[marks - 1] == RETURN)))
    blank[1:] &= ends[:-1]  # the field before it ended a line
    return blank
