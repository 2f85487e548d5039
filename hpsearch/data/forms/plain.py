"""Plain numbers, which need no form to be read: 12, -0.5, 1e-3."""

import re
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.reading.arrow import filled_numbers
from hpsearch.records import Record

if TYPE_CHECKING:
    import pyarrow as pa

ZERO = ord("0")
POINT = ord(".")
IN_CACHE = 1 << 17
"""Bytes that are checked at once, so that temporary arrays stay in the processor's cache."""

DIGITS = 15
"""Largest number of digits with which two different whole numbers are never the same float64."""

_FIRST_CELLS = 16
"""Cells that are tried first, because a cast that fails for every cell of a column of words is slow."""

LARGEST_WHOLE = 2.0**53
"""Two whole numbers below this never become the same float64."""


def plain_numbers(
    values: "pa.Array", decimal: str = ".", *, long: bool = False, codes: bool = True
) -> "pa.Array | None":
    """The cells as float64; None if one of them is no number, or begins with a zero like 0123, as codes do.

    Also None, unless `long` is set, if a whole number is so large that it may be the same float64 as its neighbour.
    `codes` is false if the caller knows that no cell starts with a zero and a digit.
    """
    import pyarrow as pa  # noqa: PLC0415  # imported already where there are arrays
    import pyarrow.compute as pc  # noqa: PLC0415

    cells = values
    if decimal == ",":
        if pc.any(pc.match_substring(values, ".")).as_py():
            return None
        cells = pc.replace_substring(values, ",", ".")
    try:
        pc.cast(cells.slice(0, _FIRST_CELLS), pa.float64())
        numbers = pc.cast(cells, pa.float64())
    except pa.ArrowInvalid:
        return None
    return None if (codes and _has_leading_zeros(cells)) or (not long and _has_merged(cells, numbers)) else numbers


def is_long_whole(word: str) -> bool:
    """Whether a word is a whole number so large that it may be the same float64 as its neighbour.

    >>> [is_long_whole(word) for word in ("-12345678901234567", "-1234", "1.5e16", "--12345678901234567")]
    [True, False, False, False]
    """
    return re.fullmatch(r"[-+]?\d+", word) is not None and abs(float(word)) >= LARGEST_WHOLE


def may_have_codes(block: bytes) -> bool:
    """Whether a word of the text may be a code, which starts with a zero and a digit (not after a point)."""
    data = np.frombuffer(block, np.uint8)
    begin = np.frombuffer(b"\n" + block[:2], np.uint8)
    pieces = (data[start : start + IN_CACHE + 2] for start in range(0, len(block), IN_CACHE))
    return _codes_within(begin) or any(map(_codes_within, pieces))


def _codes_within(data: NDArray[np.uint8]) -> bool:
    """Whether there is a zero before a digit that is not after a digit or a point."""
    digits = data - ZERO < 10  # a character below "0" wraps around to a large number
    begins = data[1:-1] == ZERO
    begins &= digits[2:]
    begins &= ~digits[:-2]
    begins &= data[:-2] != POINT
    return bool(begins.any())


class Ends(Record):
    """The smallest and the largest of some numbers, NaN if there is none; `complete` if none is missing."""

    low: float
    high: float
    complete: bool

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> Self:
        """Those of numbers, (rows,), NaN where one is missing."""
        low, high = float(np.fmin.reduce(values, initial=np.nan)), float(np.fmax.reduce(values, initial=np.nan))
        return cls(low, high, not np.isnan(values).any())

    @classmethod
    def of_rows(cls, values: NDArray[np.float64]) -> "list[Self]":
        """Those of each row of numbers, (columns, rows)."""
        if not values.size:
            return [cls.of(row) for row in values]
        ends = zip(values, values.min(axis=1).tolist(), values.max(axis=1).tolist(), strict=True)
        return [cls(low, high, True) if low == low else cls.of(row) for row, low, high in ends]  # noqa: PLR0124  # NaN

    @property
    def may_be_merged(self) -> bool:
        """Whether some number is so large that the next whole number may become the same float64."""
        return self.low <= -LARGEST_WHOLE or self.high >= LARGEST_WHOLE


def _has_leading_zeros(cells: "pa.StringArray") -> bool:
    """Whether a cell begins with a zero and a digit, perhaps after a sign."""
    _, offset_buffer, data_buffer = cells.buffers()
    if data_buffer is None or not len(cells):
        return False
    offsets = np.frombuffer(offset_buffer, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    data = np.frombuffer(data_buffer, np.uint8)
    begin = offsets[:-1][offsets[1:] - offsets[:-1] > 1]
    if not begin.size:
        return False
    first = data[begin]
    signed = np.flatnonzero((first == ord("-")) | (first == ord("+")))
    if signed.size:
        begin = begin.copy()
        begin[signed] += 1
        first = data[begin]
    zero = begin[first == ZERO] + 1
    zero = zero[zero < min(data.size, int(offsets[-1]))]
    following = data[zero]
    digits = zero[(following >= ZERO) & (following <= ZERO + 9)]
    cell_of_digit, cell_of_zero = (np.searchsorted(offsets, place, "right") for place in (digits, digits - 1))
    return bool((cell_of_digit == cell_of_zero).any())  # where they differ, "-0" was the whole cell


def _has_merged(cells: "pa.StringArray", numbers: "pa.Array") -> bool:
    """Whether a whole number is so long that it may become the same float64 as the next."""
    import pyarrow.compute as pc  # noqa: PLC0415

    offsets = np.frombuffer(cells.buffers()[1], np.int32)[cells.offset : cells.offset + len(cells) + 1]
    if np.diff(offsets).max(initial=0) <= DIGITS:
        return False
    if not Ends.of(filled_numbers(numbers, np.nan)).may_be_merged:
        return False
    whole = pc.match_substring_regex(cells, r"^[-+]?[0-9]{16,}$")
    merged = pc.and_(pc.greater_equal(pc.abs(numbers), LARGEST_WHOLE), pc.is_finite(numbers))
    return bool(pc.any(pc.and_(whole, merged)).as_py())
