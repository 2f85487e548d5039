"""New rows as arrays: one in memory, a .npz file's, or those of a bundled set."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.arrays import has_labels, labels_in, new_blocks
from hpsearch.data.asked import Asked
from hpsearch.data.bundled import read_bundled
from hpsearch.data.columns import Column, TextColumn, rows_at_once
from hpsearch.data.reading.table import Cells
from hpsearch.errors import DataError

if TYPE_CHECKING:
    from hpsearch.data.reading.table import RowBatch


@dataclass(frozen=True, slots=True)
class NewArrays:
    """The blocks of rows of X, and the target if it is asked for; arrays have no other column with a name."""

    blocks: Iterable[NDArray[Any]]
    target_name: str = ""
    target: Callable[[], Column] | None = None

    @classmethod
    def of(cls, x: NDArray[Any]) -> Self:
        """An array (m, …) in memory."""
        step = rows_at_once(prod(x.shape[1:]))
        whole = x.ndim == 0 or not len(x)
        return cls([x] if whole else (x[start : start + step] for start in range(0, len(x), step)))

    @classmethod
    def read(cls, path: Path, source: str, target: str) -> Self:
        """Those of a .npz file, whose y is called `target`. Raises DataError."""
        labelled = has_labels(path, source)
        return cls(new_blocks(path, source), target, (lambda: labels_in(path, source)) if labelled else None)

    @classmethod
    def bundled(cls, name: str, target: str) -> Self:
        """Those of a bundled set, whose labels are called `target`."""
        rows = read_bundled(name, Asked())
        return cls(rows.blocks, target, lambda: rows.targets[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that can be asked for."""
        return () if self.target is None else (self.target_name,)

    def pieces(self, others: Sequence[str]) -> Iterator[tuple[NDArray[Any], "RowBatch"]]:
        """The blocks, each with the cells of the columns `others`, of which only the target can be there."""
        if absent := [name for name in others if name not in self.names]:
            raise DataError(f"new rows have no column {absent[0]!r} to --keep, as arrays have no columns with names")
        target = self.target() if others and self.target else None
        start = 0
        for block in self.blocks:
            cells = {} if target is None else {self.target_name: _cells(target, slice(start, start + len(block)))}
            yield block, cells
            start += len(block) if target is not None else 0


def _cells(column: Column, rows: slice) -> Cells:
    import pyarrow as pa  # noqa: PLC0415  # 0.1 s: only where labels are asked for

    if isinstance(column, TextColumn):
        words = np.array([*column.categories, None], object)
        return Cells(pa.array(words[column.codes[rows]], pa.string()))
    if column.exact is not None:
        return _cells(column.exact, rows)
    values = column.values[rows]
    return Cells(pa.array(values == 1 if column.boolean else values, from_pandas=True))
