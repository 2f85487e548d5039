"""A .npz file of arrays X (m, …) and y, (m,) or (m, targets)."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.arrays.npz import Member, check_end, member_of, next_values, npz_sentences, read_header
from hpsearch.data.arrays.targets import targets_in
from hpsearch.data.columns import Column, Rows, TextColumn, consumed, new_block, rows_at_once
from hpsearch.data.form import ColumnForm, TableForm
from hpsearch.data.forms.form import PlainNumbers, PlainWords, Truth
from hpsearch.data.gathering.gathered import middle
from hpsearch.data.gathering.recentring import recentre_arrays
from hpsearch.data.gathering.remarks import Remarks
from hpsearch.data.gathering.whole_numbers import EXACT, merges
from hpsearch.data.reading.table import HEAD
from hpsearch.data.roles.asked import Asked
from hpsearch.data.target.column import without_a_target
from hpsearch.errors import DataError
from hpsearch.text.listing import listed

if TYPE_CHECKING:
    from hpsearch.data.forms.kinds import CellForm

MOST_CHANNELS = 4  # red, green, blue, opacity; with more, the axes have another order


def read_npz(path: Path, source: str, asked: Asked) -> Rows:
    """The rows of X and y; X with more than two dimensions is flattened example by example.

    X of shape (m, height, width) or (m, height, width, channels) holds images.
    """
    refuse_columns(source, asked)
    with npz_sentences(source), zipfile.ZipFile(path) as archive:
        x = member_of(archive, "X", source)
        _check_inputs(x, source)
    targets = {column.name: column for column in targets_in(path, source)}
    chosen = [*targets] if asked.targets in ((), ("y",)) else asked.targets
    if others := [name for name in chosen if name not in targets]:
        known = "its array y" if len(targets) == 1 else f"the columns of its array y, {listed([*targets])}"
        raise DataError(f"{source}: there is no target {others[0]!r}; a .npz file's target is {known}", "target")
    width = prod(x.shape[1:])
    pivots = np.zeros(width)
    blocks = [*_less_pivots(new_blocks(path, source), source, pivots if asked.centred else None)]
    if asked.centred and x.dtype.itemsize > 2:
        recentre_arrays(blocks, pivots, lambda: new_blocks(path, source))
    labels = tuple(targets[name] for name in chosen)
    remarks = Remarks()
    remarks.without_target(without_a_target(labels), {})
    return Rows(
        source=source,
        numeric=numbered(width),
        blocks=consumed(blocks),
        text=(),
        targets=labels,
        pivots=pivots,
        form=form_of_arrays(numbered(width), [form_of_target(name, kind_of_target(targets[name])) for name in chosen]),
        image=_image(x.shape[1:]),
        remarks=tuple(remarks.sentences()),
    )


def new_blocks(path: Path, source: str) -> Iterator[NDArray[Any]]:
    """The array X of new rows in blocks of rows."""
    with npz_sentences(source), zipfile.ZipFile(path) as archive:
        x = member_of(archive, "X", source)
        _check_inputs(x, source)
    yield from _columns(path, source, x) if x.column_major and prod(x.shape[1:]) > 1 else _rows(path, source, x)


def form_of_arrays(names: tuple[str, ...], targets: Sequence[ColumnForm]) -> TableForm:
    """How arrays are read: as numbers, and targets by their own forms."""
    inputs = tuple(ColumnForm(name, PlainNumbers(), gaps=True) for name in names)
    called = tuple(column.name for column in targets)
    return TableForm((*names, *called), inputs, called, target_columns=tuple(targets))


def form_of_target(name: str, kind: str) -> ColumnForm:
    """How an array of a target is read, which holds `words`, `booleans`, or else numbers."""
    forms: dict[str, CellForm] = {"words": PlainWords(), "booleans": Truth()}
    return ColumnForm(name, forms.get(kind, PlainNumbers(long=True)), gaps=True)


def kind_of_target(column: Column) -> str:
    """What a target of an array holds."""
    if isinstance(column, TextColumn):
        return "words"
    return "booleans" if column.boolean else "numbers"


def _less_pivots(
    blocks: Iterable[NDArray[Any]], source: str, pivots: NDArray[np.float64] | None
) -> Iterator[NDArray[np.float32]]:
    """The blocks as float32 less the pivots, the middles of the first rows, which are filled in."""
    first = True
    for block in blocks:
        wide = block.astype(np.float64)
        if block.dtype.kind in "iu" and block.dtype.itemsize > 4:
            _refuse_merged(wide, source)
        if first and pivots is not None:
            for column in range(pivots.size):
                head = wide[:HEAD, column]
                head = head[~np.isnan(head)]
                pivots[column] = middle(head) if head.size else 0.0
        first = False
        stored = new_block(wide.shape)
        with np.errstate(over="ignore", invalid="ignore"):  # overflow gives infinity, which the census reports
            np.subtract(wide, 0.0 if pivots is None else pivots, out=stored, casting="same_kind")
        yield stored


def _refuse_merged(wide: NDArray[np.float64], source: str) -> None:
    """Raise DataError where a column (of rows, n) has whole numbers that float64 does not tell apart."""
    if merges(wide):
        column = int(np.flatnonzero((np.abs(wide) >= EXACT).any(axis=0))[0])
        raise DataError(
            f"{source}: X has whole numbers from 2**53 on in column {column}, of which some become equal; "
            "store what they are more than the least one, or leave the column out"
        )


def _image(shape: tuple[int, ...]) -> tuple[int, int, int] | None:
    """The (height, width, channels) of an example of this shape, if it is an image."""
    if len(shape) not in (2, 3):
        return None
    height, width, channels = (*shape, 1)[:3]
    return (height, width, channels) if channels <= MOST_CHANNELS else None


def numbered(width: int) -> tuple[str, ...]:
    """The names of an array's columns: x0, x1 and so on."""
    return tuple(f"x{column}" for column in range(width))


def refuse_columns(source: str, asked: Asked) -> None:
    """Raises DataError if a column is asked for by name: arrays have no such columns."""
    if asked.parts is not None:
        raise DataError(
            f"{source}: arrays have no column {asked.parts!r} that names the parts; give auto or the shares", "split"
        )
    for key, names in (("inputs", asked.inputs), ("ignore", asked.ignore), *asked.roles.items()):
        if names:
            raise DataError(f"{source}: arrays have no named columns; leave {key} out, or give a table", key)


def _check_inputs(x: Member, source: str) -> None:
    if x.dtype.kind not in "biuf":
        raise DataError(f"{source}: X holds {x.dtype}; expected numbers")
    if len(x.shape) < 2 or prod(x.shape[1:]) == 0:
        raise DataError(f"{source}: X has shape {x.shape}; expected (examples, inputs)")


def _rows(path: Path, source: str, x: Member) -> Iterator[NDArray[Any]]:
    """Yield blocks of rows, read when they are requested."""
    width = prod(x.shape[1:])
    size = max(rows_at_once(width), HEAD)
    with npz_sentences(source), zipfile.ZipFile(path) as archive, archive.open("X.npy") as handle:
        read_header(handle, x.name)
        for start in range(0, x.shape[0], size):
            count = min(size, x.shape[0] - start)
            yield next_values(handle, x.dtype, count * width).reshape(count, width)
        check_end(handle)


def _columns(path: Path, source: str, x: Member) -> Iterator[NDArray[Any]]:
    """Yield float32 blocks (rows, n) of an X stored column by column; the whole array is read first."""
    width, height = prod(x.shape[1:]), x.shape[0]
    step = max(rows_at_once(width), HEAD)
    blocks = [new_block((min(step, height - start), width), x.dtype) for start in range(0, height, step)]
    order = np.arange(width).reshape(x.shape[1:]).ravel(order="F")  # the input that each stored column is
    with npz_sentences(source), zipfile.ZipFile(path) as archive, archive.open("X.npy") as handle:
        read_header(handle, x.name)
        for column in order:
            values = next_values(handle, x.dtype, height)
            for index, block in enumerate(blocks):
                block[:, column] = values[index * step : index * step + len(block)]
        check_end(handle)
    yield from consumed(blocks)
