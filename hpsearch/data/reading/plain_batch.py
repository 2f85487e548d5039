"""A batch of rows whose columns of plain numbers lie together as one array."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.plain import Ends
from hpsearch.data.reading.table import Cells, RowBatch

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, eq=False)
class PlainBatch(Mapping[str, Cells]):
    """Some rows: `places` says which row of `stacked` each column of plain numbers is, `others` are the other columns.

    `stacked` are float64, (columns, rows), NaN where a cell is empty; `ends` are those of each column. The columns of
    `table` are those of `stacked`.
    """

    places: Mapping[str, int]
    others: RowBatch
    table: "pa.Table"
    stacked: NDArray[np.float64]
    ends: Sequence[Ends]

    @classmethod
    def of(cls, names: Sequence[str], table: "pa.Table", others: RowBatch) -> Self | None:
        """The batch of a table of float64 with columns `names`; None where some number may be merged with the next."""
        values, start = np.empty((len(names), table.num_rows)), 0
        for some in table.to_batches():
            values[:, start : start + some.num_rows] = some.to_tensor(null_to_nan=True, row_major=False).to_numpy().T
            start += some.num_rows
        ends = Ends.of_rows(values)
        if any(each.may_be_merged for each in ends):
            return None
        return cls({name: place for place, name in enumerate(names)}, others, table, values, ends)

    def __getitem__(self, name: str) -> Cells:
        if name in self.others:
            return self.others[name]
        values = joined(self.table.column(self.places[name]))
        return Cells(values, values)

    def __iter__(self) -> Iterator[str]:
        yield from self.places
        yield from self.others

    def __len__(self) -> int:
        return len(self.places) + len(self.others)

    def numbers(self, name: str) -> tuple[NDArray[np.float64], Ends]:
        """The numbers of one of `places`, (rows,), and their ends."""
        place = self.places[name]
        return self.stacked[place], self.ends[place]


def rows_in(batch: RowBatch) -> int:
    """Number of rows of a batch; of plain numbers it is known without joining their pieces."""
    return batch.table.num_rows if isinstance(batch, PlainBatch) else len(next(iter(batch.values())).values)


def joined(column: "pa.ChunkedArray") -> Any:
    """A column as one array."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
