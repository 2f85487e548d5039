"""What new rows hold that training has not seen, counted over all their pieces."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import TextColumn
from hpsearch.data.form import ColumnForm
from hpsearch.data.forms.missing import OF_PANDAS
from hpsearch.data.forms.three_decimals import with_three_decimals
from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.new_rows.far_outside import Outlying
from hpsearch.data.new_rows.lost_words import lost_cells
from hpsearch.data.reading.arrow import filled_numbers
from hpsearch.data.reading.kinds import cells_as_text
from hpsearch.data.reading.plain_batch import PlainBatch

MISSING = "values are missing, and none was in training"
DECIMALS = (
    "numbers have decimals, as no number in training has (leave out a point or comma that stands between thousands)"
)
OTHER_ZONE = "dates are in no time zone of training's; convert them, because they are read by their own clock"
ARE_TRUTHS = "values are true or false, as no number in training is; they are read as 1 and 0"
AS_LOST_WORD = "values are missing, and read as training's word {0!r}, which pandas.read_csv takes for missing"
BESIDE_LOST_WORD = (
    "values are missing; if they are training's word {0!r}, which pandas.read_csv takes for missing, read the file "
    "with keep_default_na=False"
)
NEW_WORD = "words were not seen in training"


@dataclass(slots=True)
class Unseen:
    """How many rows of a column are what training had not, of how many; and remarks on how the rows were read."""

    remarks: list[str] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, what: str, column: str, which: NDArray[np.bool_]) -> None:
        """Count those `which` are so among some rows."""
        self._add(what, column, int(np.count_nonzero(which)), which.size)

    def take_outside(self, kind: Outlying, column: str, values: NDArray[Any], places: NDArray[np.intp]) -> None:
        """Count the values, (rows,), far outside of training, which are those at `places`, and the marks among them."""
        marks = int(np.count_nonzero(kind.are_marks(values[places]))) if places.size else 0
        self._add(kind.marks, column, marks, values.size)
        self._add(kind.far, column, places.size - marks, values.size)

    def _add(self, what: str, column: str, count: int, size: int) -> None:
        key = (what, column)
        self.counts[key] = self.counts.get(key, 0) + count
        self.sizes[key] = self.sizes.get(key, 0) + size

    def take_numbers(self, column: ColumnForm, values: NDArray[np.float64], rows: NewRows) -> None:
        """Count the numbers of some rows that are not as training's: with decimals, or true and false."""
        if column.whole:
            self.take(DECIMALS, column.name, (values - np.floor(values) > 0) | _may_be_thousands(rows, column, values))
        truths = rows.truths(column)
        if truths is not None:
            self.take(ARE_TRUTHS, column.name, truths)

    def take_words(self, text: TextColumn, known: OneHot) -> None:
        """Count the words of some rows, and their gaps, for which training had no input."""
        new = np.array([word not in known.places for word in text.categories] + [False])
        if not known.others:
            self.take(NEW_WORD, text.name, new[text.codes])
        if not known.missing:
            self.take(MISSING, text.name, text.codes < 0)

    def take_lost(self, rows: NewRows, column: ColumnForm, words: Sequence[str]) -> None:
        """Count the missing cells of typed rows where one of training's `words` is what pandas takes for missing."""
        lost = next((word for word in words if word in OF_PANDAS), None) if rows.typed else None
        if lost is not None:
            so = AS_LOST_WORD if rows.form.dialect is not None else BESIDE_LOST_WORD
            self.take(so.format(lost), column.name, lost_cells(rows.cells[column.name]))

    def __iadd__(self, other: "Unseen") -> Self:
        """Count what `other` has counted in other rows, too."""
        for mine, others in ((self.counts, other.counts), (self.sizes, other.sizes)):
            for key, count in others.items():
                mine[key] = mine.get(key, 0) + count
        return self

    @property
    def sentences(self) -> tuple[str, ...]:
        """The remarks, and one for each column that has some."""
        counted = (
            f"column {column!r}: {100 * count / size:.3g} % of the {what} ({count} of {size})"
            for ((what, column), count), size in zip(self.counts.items(), self.sizes.values(), strict=True)
            if count
        )
        return (*self.remarks, *counted)


def _may_be_thousands(rows: NewRows, column: ColumnForm, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows have a number that was read with three decimals, and that may be thousands: 45.000.

    `values` are what the cells were read as, (rows,), NaN where one is missing.
    """
    import pyarrow.compute as pc  # noqa: PLC0415  # imported already where there are arrays

    none = np.zeros(rows.count, bool)
    parsed = isinstance(rows.cells, PlainBatch) and column.name in rows.cells.places
    if parsed or rows.kind(column.name) != "text":
        return none
    texts = cells_as_text(rows.cells[column.name].values)
    if not pc.any(pc.match_substring_regex(texts, "[.,][0-9]{3}")).as_py():
        return none
    distinct = pc.dictionary_encode(texts)
    words = distinct.dictionary.to_pylist()
    found = np.array([*with_three_decimals(words, rows.signs.form(column.form)), False])
    return np.asarray(found[filled_numbers(distinct.indices, -1)] & ~np.isnan(values))
