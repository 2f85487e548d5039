"""The common form of all sources: numbers in blocks of rows, words as codes, and a separate target."""

import mmap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data.form import TableForm
from hpsearch.data.forms.proposal import Proposal, remedy_of
from hpsearch.errors import DataError
from hpsearch.records import Record, replace

LARGEST = 3e38  # float32 ends at 3.4e38
CELLS_AT_ONCE = 1 << 18  # 2 MB of float64: a block fits into the cache, and temporary arrays are small


class TextColumn(Record, eq=False):
    """A column of words: `categories[codes[i]]` is row i's, code −1 says that it is missing.

    `mixed` is why those of a target are not numbers, if most of them look like numbers.
    """

    name: str
    codes: NDArray[np.int32]
    categories: tuple[str, ...]
    mixed: str | Proposal = ""

    def at(self, rows: NDArray[np.intp]) -> "TextColumn":
        """Return the column with only the given rows, in their order."""
        return replace(self, codes=self.codes[rows])


class NumberColumn(Record, eq=False):
    """A column of numbers, float64, NaN where one is missing.

    `exact` has them as they are written, where float64 would merge whole numbers.
    """

    name: str
    values: NDArray[np.float64]
    boolean: bool = False
    exact: TextColumn | None = None


class DateColumn(Record, eq=False):
    """A column of dates in microseconds, NaT where one is missing; `timed` where some are not midnight."""

    name: str
    moments: NDArray[np.datetime64]
    timed: bool = False


class OrderColumn(Record, eq=False):
    """A column of dates or numbers by which rows follow each other: `ranks` from 0, −1 where one is missing."""

    name: str
    ranks: NDArray[np.int64]


Column = TextColumn | NumberColumn


class Rows(Record, eq=False):
    """A source as read. `blocks` are float32 (rows, len(numeric)), in the file's order, to be walked once.

    `weights`, (rows,), say how much each row counts, if not all count the same, and `counting`, (rows,), which rows of
    the source they are: those of weight 0 are left out.
    They hold what the source does less `pivots`, which are those of all blocks as soon as there is the first.
    `image` is the (height, width, channels) of rows that are images. `likely` are the columns that are probably a group
    and an order by their names; `of_things` is one that may be a group by its values, where none is by its name.
    """

    source: str
    numeric: tuple[str, ...]
    blocks: Iterable[NDArray[np.float32]]
    text: tuple[TextColumn, ...]
    targets: tuple[Column, ...]
    pivots: NDArray[np.float64]
    form: TableForm
    parts: TextColumn | None = None
    group: TextColumn | None = None
    order: OrderColumn | None = None
    weights: NDArray[np.float32] | None = None
    counting: NDArray[np.intp] | None = None
    dates: tuple[DateColumn, ...] = ()
    remarks: tuple[str, ...] = ()
    image: tuple[int, int, int] | None = None
    likely: tuple[str | None, str | None] = (None, None)
    of_things: str | None = None

    def in_source(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Which rows of the source these are, from 0."""
        return rows if self.counting is None else self.counting[rows]


@dataclass(slots=True)
class Census:
    """What the rows with a target have, counted block by block; refuses what float32 cannot hold."""

    source: str
    names: Sequence[str]
    missing: int = 0
    low: NDArray[np.float32] = field(init=False)
    high: NDArray[np.float32] = field(init=False)
    _gaps: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.low = np.full(len(self.names), np.nan, np.float32)
        self.high = self.low.copy()
        self._gaps = np.zeros(len(self.names), bool)

    def add(self, counted: "BlockCount") -> None:
        """Count a block too. Raises DataError for a number that is infinite or above 3e38."""
        np.fmin(self.low, counted.low, out=self.low)
        np.fmax(self.high, counted.high, out=self.high)
        self.missing += counted.missing
        self._gaps |= counted.gaps
        outside = np.flatnonzero((self.high > LARGEST) | (self.low < -LARGEST))
        if outside.size:
            raise too_large(self.source, self.names[int(outside[0])])

    @property
    def constant(self) -> list[str]:
        """The columns with one value in all rows, but for missing ones."""
        return [self.names[column] for column in np.flatnonzero(self.low == self.high).tolist()]

    @property
    def with_gaps(self) -> list[str]:
        """Those of the constant columns in which some rows have no value."""
        return [self.names[column] for column in np.flatnonzero((self.low == self.high) & self._gaps).tolist()]


class BlockCount(Record, eq=False):
    """The least and largest number of each column of a block, NaN where there is none, and how many are missing.

    `gaps` says in which columns some are missing, of those that have at most one value.
    """

    low: NDArray[np.float32]
    high: NDArray[np.float32]
    missing: int
    gaps: NDArray[np.bool_]

    @classmethod
    def of(cls, block: NDArray[np.float32], start: int, kept: NDArray[np.intp]) -> Self:
        """Counts a block (rows, columns) from row `start` on, without rows that are not `kept`, in ascending order."""
        first, last = np.searchsorted(kept, (start, start + len(block)))
        some = block if last - first == len(block) else block[kept[first:last] - start]
        low, high = (end.reduce(some, axis=0, initial=np.nan) for end in (np.fmin, np.fmax))
        missing = int(np.count_nonzero(np.isnan(some)))
        gaps = np.zeros(low.size, bool)
        if missing and (alike := np.flatnonzero(~(low < high))).size:
            gaps[alike] = np.isnan(some[:, alike]).any(axis=0)
        return cls(low, high, missing, gaps)


def with_starts(blocks: Iterable[NDArray[np.float32]]) -> Iterator[tuple[NDArray[np.float32], int]]:
    """Yield each block with the number of its first row, from 0."""
    start = 0
    for block in blocks:
        yield block, start
        start += len(block)


def too_large(
    source: str, column: str, key: str = "source", mark: Proposal | None = None, row: int | None = None
) -> DataError:
    """The error for a number that is infinite, or too large for the network's arithmetic; `mark` makes it missing.

    `row` is the first row that has one, from 1.
    """
    where = "" if row is None else f" in row {row:,}"
    why = (
        f"{source}: column {column!r} holds an infinite number, or one above 3e38{where}; "
        "correct it, leave it empty (missing) or take its logarithm"
    )
    if mark is None:
        return DataError(why, key)
    return DataError(f"{why}; if it stands for a missing value, {mark.sentence()}", key, remedy_of(mark))


_OF_THIS_PROCESS = (
    {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_POPULATE", 0)}
    if hasattr(mmap, "MAP_PRIVATE")
    else {}
)
"""Memory that no other process is to see, and that is there at once, takes half the time; Windows has no such flags."""


def rows_at_once(width: int, cells: int = CELLS_AT_ONCE) -> int:
    """How many rows of `width` cells make a block of so many `cells`."""
    return max(cells // max(width, 1), 1)


def new_block(shape: tuple[int, ...], dtype: DTypeLike = np.float32) -> NDArray[Any]:
    """Zeros in memory of their own, which goes back to the system as soon as the block is forgotten.

    (Memory of this size from malloc would stay with the process after it is freed.)
    """
    size = prod(shape) * np.dtype(dtype).itemsize
    if size == 0:
        return np.zeros(shape, dtype)
    try:
        memory = mmap.mmap(-1, size, **_OF_THIS_PROCESS)
    except (OSError, OverflowError) as error:
        raise MemoryError(f"no room for {size} bytes") from error
    return np.frombuffer(memory, dtype).reshape(shape)


def consumed(blocks: list[NDArray[Any]]) -> Iterator[NDArray[Any]]:
    """Yield each block and release it before the next, to save memory."""
    blocks.reverse()
    while blocks:
        yield blocks.pop()


def bare_names(names: Iterable[Any], source: str) -> tuple[str, ...]:
    """Return the names of columns without surrounding blanks. Raises DataError if two are then equal.

    >>> bare_names([" lead", "size", 3], "t.parquet")
    ('lead', 'size', '3')
    """
    stated = [*map(str, names)]
    first: dict[str, str] = {}
    for name in stated:
        bare = name.strip()
        if bare and bare in first:
            both = f"{first[bare]!r} and {name!r}"
            also = "" if first[bare] == name else f" (as {both}: blanks around a name are no part of it)"
            raise DataError(f"{source}: column name {bare!r} occurs twice{also}; names must differ")
        first[bare] = name
    return tuple(name.strip() for name in stated)
