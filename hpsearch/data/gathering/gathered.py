"""Columns that are read batch by batch: numbers, words or dates."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.marked import without_marked_numbers
from hpsearch.data.forms.missing import AMONG_NUMBERS
from hpsearch.data.forms.plain import Ends, plain_numbers
from hpsearch.data.gathering.utc_offsets import distinct, offsets_in
from hpsearch.data.reading.arrow import filled_numbers, no_word, strings
from hpsearch.data.reading.kinds import are_codes, as_moments, as_numbers, cells_as_text, kind_of, stored_as
from hpsearch.data.reading.table import HEAD, Cells

if TYPE_CHECKING:
    import pyarrow as pa

NUMBER_KINDS = ("text", "numbers", "booleans", "times of day", "durations")
"""The kinds of cells that may be read as numbers."""


@dataclass(slots=True)
class Numbers:
    """Statistics of a numeric column, whose values are stored elsewhere, or also in `kept` as float64.

    `decimals` says that some of the first rows are written with three decimals, as 45.000; `remark` is what else is
    said of how they are written, and `stored` the type of the numbers in their source.
    """

    kind: str = ""
    low: float = np.nan
    high: float = np.nan
    count: int = 0
    present: int = 0
    whole: bool = True
    decimals: bool = False
    remark: str = ""
    pivot: float | None = None
    marks: Counter[str] = field(default_factory=Counter)
    kept: list[NDArray[np.float64]] | None = None
    stored: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.float64))

    def of(
        self, cells: Cells, decimal: str, marks: tuple[str, ...] | None, *, long: bool = False
    ) -> NDArray[np.float64] | None:
        """Return the cells as float64, NaN if missing; None if a cell is not a number that float64 keeps apart."""
        if cells.numbers is not None:
            return self._without_marked(filled_numbers(cells.numbers, np.nan), marks, decimal)
        kind = kind_of(cells.values.type)
        if kind == "nothing":
            return np.full(len(cells.values), np.nan)
        if kind not in NUMBER_KINDS or (not long and are_codes(cells.values)):
            return None
        if kind != "text":
            self.kind = kind
            values = filled_numbers(as_numbers(cells.values), np.nan)
            if kind != "numbers":
                return values
            self.stored = stored_as(cells.values.type)
            return self._without_marked(values, marks, decimal)
        return self._without_marks(cells.values, decimal, marks, long=long)

    def _without_marks(
        self, values: "pa.Array", decimal: str, marks: tuple[str, ...] | None, *, long: bool
    ) -> NDArray[np.float64] | None:
        import pyarrow.compute as pc  # noqa: PLC0415  # imported already where there are arrays

        values = cells_as_text(values)
        marked = pc.is_in(values, strings(AMONG_NUMBERS if marks is None else marks))
        numbers = plain_numbers(pc.if_else(marked, no_word(), values), decimal, long=long)
        if numbers is None:
            return None
        for found in pc.value_counts(values.filter(marked)).to_pylist():
            self.marks[found["values"]] += found["counts"]
        return self._without_marked(filled_numbers(numbers, np.nan), marks, decimal)

    def _without_marked(
        self, values: NDArray[np.float64], marks: tuple[str, ...] | None, decimal: str
    ) -> NDArray[np.float64]:
        values, counts = without_marked_numbers(values, marks, decimal, self.stored)
        self.marks.update(counts)
        return values

    def take(self, values: NDArray[np.float64], out: NDArray[np.float32], *, centred: bool) -> None:
        """Count the values, and store them in `out` less the pivot: what is near to it keeps its digits."""
        self.add(values, Ends.of(values), centred=centred)
        np.subtract(values, self.pivot or 0.0, out=out, casting="same_kind")

    def add(self, values: NDArray[np.float64], ends: Ends, *, centred: bool) -> None:
        """Count values with these ends; the first ones decide on the pivot."""
        self.count += values.size
        if self.kept is not None:
            self.kept.append(values.copy())  # a view would hold on to its whole batch
        some = values if ends.complete else values[~np.isnan(values)]
        if some.size:
            if self.pivot is None:
                self.pivot = self._pivot(values, some) if centred else 0.0
            self.low, self.high = min(ends.low, self.low), max(ends.high, self.high)  # of NaN, the first one stays
            self.whole = self.whole and bool((np.floor(some) == some).all())
        self.present += some.size

    def _pivot(self, values: NDArray[np.float64], some: NDArray[np.float64]) -> float:
        """Return the middle value of the first rows; if all of them are missing, the first value of the column."""
        head = values[:HEAD] if self.count == values.size else values[:0]
        head = head[~np.isnan(head)]
        return middle(head if head.size else some[:1])


def middle(values: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> float:
    """Return the middle value, an element of `values`; 0 if it is infinite. A value of weight 2 counts as two.

    >>> middle(np.array([3.0, 1.0, 2.0])), middle(np.array([3.0, 1.0, 2.0]), np.array([3.0, 1.0, 1.0]))
    (2.0, 3.0)
    """
    order = np.argsort(values, kind="stable")
    place = values.size // 2
    if weights is not None:
        up_to = np.cumsum(weights[order])
        place = int(np.searchsorted(up_to, up_to[-1] / 2, side="right"))
    middle = float(values[order[min(place, values.size - 1)]])
    return middle if np.isfinite(middle) else 0.0


@dataclass(slots=True)
class GatheredText:
    """A column of cells as written, each different one once; numbers by type among them have a `spelling` as words.

    `typed` has the kind, by type, of other objects among them.
    """

    chunks: list[Any] = field(default_factory=list)
    spelling: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def take(self, cells: Cells) -> None:
        """Add the cells of a batch."""
        import pyarrow.compute as pc  # noqa: PLC0415

        self.chunks.append(pc.dictionary_encode(cells_as_text(cells.values)))
        self.spelling = cells.spelling or self.spelling
        self.typed = cells.typed or self.typed

    def words(self) -> list[str]:
        """The different words in the order of their first rows."""
        import pyarrow as pa  # noqa: PLC0415

        whole = pa.chunked_array(self.chunks, pa.dictionary(pa.int32(), pa.string())).unify_dictionaries()
        self.chunks = [*whole.chunks]
        words: list[str] = self.chunks[0].dictionary.to_pylist() if self.chunks else []
        return words

    def column(self) -> tuple[NDArray[np.int32], list[str]]:
        """The code of each row, −1 where empty, and the words in the order of their first rows; nothing is kept."""
        words = self.words()
        codes = [filled_numbers(chunk.indices, -1) for chunk in self.chunks]
        self.chunks = []
        return np.concatenate(codes).astype(np.int32) if codes else np.empty(0, np.int32), words


@dataclass(slots=True)
class GatheredDates:
    """A column of dates while it is read, batch by batch."""

    chunks: list[NDArray[np.datetime64]] = field(default_factory=list)
    offsets: set[int] = field(default_factory=set)

    def take(self, cells: Cells) -> None:
        """Add the dates of a batch."""
        self.chunks.append(as_moments(cells.values))
        self.offsets.update(distinct([offsets_in(cells)]))

    def column(self) -> NDArray[np.datetime64]:
        """Return the dates of all rows, datetime64 (rows,)."""
        return np.concatenate(self.chunks) if self.chunks else np.empty(0, "datetime64[us]")
