"""New rows as arrays: one in memory, a .npz file's, or those of a bundled set."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.arrays.rows import new_blocks
from hpsearch.data.arrays.targets import has_targets, targets_in
from hpsearch.data.bundled import read_bundled
from hpsearch.data.columns import Column, TextColumn, rows_at_once
from hpsearch.data.form import TableForm
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.reading.table import Cells
from hpsearch.data.roles.asked import Asked
from hpsearch.errors import DataError
from hpsearch.records import Record


class NewArrays(Record):
    """The blocks of rows of X, and the targets, called `names`, if they are asked for.

    Arrays have no other column with a name.
    """

    blocks: Iterable[NDArray[Any]]
    names: tuple[str, ...] = ()
    targets: Callable[[], Sequence[Column]] = tuple
    source: str = "new rows"

    @classmethod
    def of(cls, x: NDArray[Any]) -> Self:
        """The rows of an array (m, …) in memory, in blocks that share its memory; it has no names and no targets."""
        step = rows_at_once(prod(x.shape[1:]))
        whole = x.ndim == 0 or not len(x)
        return cls([x] if whole else (x[start : start + step] for start in range(0, len(x), step)))

    @classmethod
    def read(cls, path: Path, source: str, targets: Sequence[str]) -> Self:
        """Those of a .npz file, with `targets` in its y where it has one. Raises DataError."""
        blocks = new_blocks(path, source)
        if not has_targets(path, source):
            return cls(blocks, source=source)
        return cls(blocks, tuple(targets), lambda: _named(targets_in(path, source), targets, source), source)

    @classmethod
    def bundled(cls, name: str, target: str) -> Self:
        """Those of a bundled set, whose labels are called `target`."""
        rows = read_bundled(name, Asked())
        return cls(rows.blocks, (target,), lambda: rows.targets, name)

    def pieces(self, form: TableForm, others: Sequence[str]) -> Iterator[tuple[NDArray[Any], NewRows]]:
        """The blocks, each with its rows' columns `others`, of which only the target can be there."""
        if absent := [name for name in others if name not in self.names]:
            if absent[0] in form.targets:
                raise DataError(f"{self.source}: an array has no columns with names; give the target apart, as y")
            raise DataError(f"{self.source}: no column {absent[0]!r} to --keep, as arrays have no columns with names")
        targets = dict(zip(self.names, self.targets(), strict=True)) if others else {}
        forms = {column.name: column for column in form.target_columns}
        start = 0
        for block in self.blocks:
            count = len(block) if block.ndim else 0
            cells = {name: _cells(targets[name], slice(start, start + count)) for name in others}
            yield block, NewRows(count, cells, forms, form, ".", True, start, self.source)
            start += count


def _named(found: Sequence[Column], targets: Sequence[str], source: str) -> list[Column]:
    """The columns of an array y that the model predicts: one alone has any name."""
    if len(found) == len(targets) == 1:
        return [*found]
    by_name = {column.name: column for column in found}
    if absent := [name for name in targets if name not in by_name]:
        raise DataError(
            f"{source}: its array y has no column {absent[0]!r}, which the model predicts; store y as in training"
        )
    return [by_name[name] for name in targets]


def _cells(column: Column, rows: slice) -> Cells:
    import pyarrow as pa  # noqa: PLC0415  # 0.1 s: only where labels are asked for

    if isinstance(column, TextColumn):
        words = np.array([*column.categories, None], object)
        return Cells(pa.array(words[column.codes[rows]], pa.string()))
    if column.exact is not None:
        return _cells(column.exact, rows)
    values = column.values[rows]
    return Cells(pa.array(values == 1 if column.boolean else values, from_pandas=True))
