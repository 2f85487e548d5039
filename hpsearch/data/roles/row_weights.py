"""The column of row weights."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import LARGEST
from hpsearch.data.dataset import Dataset
from hpsearch.data.forms.dates import Dates
from hpsearch.data.forms.form import PlainWords
from hpsearch.data.forms.kinds import decide
from hpsearch.data.forms.proposal import of_complete_column
from hpsearch.data.gathering.marks import row_of, without
from hpsearch.data.gathering.spelled_words import spelled_where_words
from hpsearch.data.gathering.walking import TableWalk
from hpsearch.data.reading.plain_batch import rows_in
from hpsearch.data.reading.table import RowBatch, RowBatches, SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.data.roles.chosen import ChosenColumns
from hpsearch.errors import DataError
from hpsearch.records import Record, replace
from hpsearch.text.listing import listed


class RowWeights(Record):
    """The weights of the rows of a source, (rows,), all 0 or more, in the precision of training."""

    values: NDArray[np.float32]

    @classmethod
    def of(cls, table: SourceTable, asked: Asked, chosen: ChosenColumns, name: str) -> Self:
        """Read the weights in the column `name`. Raises DataError at the first row without one."""
        walk = TableWalk(table, asked, chosen)
        walk.over([name], frozenset())
        if late := walk.turned_to_text():
            walk.over(late, frozenset(late))
        source, numbers = table.source, _numbers(walk, name)
        wrong = np.flatnonzero(~((numbers >= 0) & (numbers <= LARGEST)))
        if wrong.size:
            row, value = int(wrong[0]), float(numbers[wrong[0]])
            holds = "has no value" if np.isnan(value) else f"is {value:g}"
            raise DataError(
                f"{source}: weight column {name!r} {holds} in row {row + 1:,}; expected a number from 0, which leaves "
                "the row out, to 3e38",
                "weight",
            )
        values = numbers.astype(np.float32)
        if not values.any():
            most = float(numbers.max(initial=0))
            small = f"{most:g} or less in every row, and under 1e-45 counts as 0; multiply the weights by one number"
            holds = small if most > 0 else "0 in every row; expected some above 0"
            raise DataError(f"{source}: weight column {name!r} is {holds}", "weight")
        return cls(values)

    @property
    def counting(self) -> NDArray[np.intp]:
        """The positions of the rows with a weight above 0, from 0."""
        return np.flatnonzero(self.values)

    def counted(self, table: SourceTable) -> SourceTable:
        """Return the table without its rows of weight 0."""
        counts = self.values > 0
        if counts.all():
            return table
        in_utc = table.in_utc and partial(_counted, table.in_utc, counts)
        return replace(table, batches=partial(_counted, table.batches, counts), in_utc=in_utc)


def _counted(
    batches: RowBatches, counts: NDArray[np.bool_], names: Sequence[str], *, text: Collection[str] = ()
) -> Iterator[RowBatch]:
    """Yield batches without rows of weight 0."""
    import pyarrow as pa  # noqa: PLC0415  # imported already where there are batches

    start = 0
    for batch in batches(names, text=text):
        kept = counts[start : start + rows_in(batch)]
        start += kept.size
        if kept.any():
            yield {name: cells.where(pa.array(kept)) for name, cells in batch.items()}


def weights_sentence(dataset: Dataset, name: str) -> str:
    """Return a sentence on the range of the weights, and the effective number of rows of each part."""
    parts = {"train": dataset.train, "dev": dataset.dev, "test": dataset.test}
    found = {
        part: rows for part, rows in parts.items() if rows is not None and rows.weights is not None and rows.y.size
    }
    weights = np.concatenate([rows.weights for rows in found.values()])
    counts = ", ".join(f"{rows.effective_count:,.0f} of {len(rows.y):,} {part}" for part, rows in found.items())
    return f"weights from column {name!r}: {weights.min():g} to {weights.max():g}; effective number of rows: {counts}"


def _numbers(walk: TableWalk, name: str) -> NDArray[np.float64]:
    if name in walk.others or name in walk.moments:
        raise _mistake(walk, name, walk.others.get(name, "dates"))
    if name not in walk.text:
        return np.concatenate(walk.numbers[name].kept or [np.empty(0)])
    text, stated = walk.text[name], walk.asked.marks
    codes, words = text.column()
    decision = decide(words, stated, walk.decimal, row_of(codes, words, walk.row))
    codes, words, decision = spelled_where_words(codes, words, decision, text.spelling, stated)
    codes, words = without(codes, words, decision.missing)
    walk.met.update(decision.missing)
    if isinstance(decision.form, PlainWords | Dates):
        mixed = of_complete_column(decision.mixed)
        raise _mistake(walk, name, "dates" if isinstance(decision.form, Dates) else mixed or f"words ({listed(words)})")
    numbers = decision.form.numbers(words)
    assert numbers is not None  # noqa: S101  # decided on these words
    return np.append(numbers, np.nan)[codes]


def _mistake(walk: TableWalk, name: str, holds: str) -> DataError:
    return DataError(f"{walk.table.source}: weight column {name!r} holds {holds}; expected numbers", "weight")
