"""A .npz file of arrays X (m, …) and y (m,): its headers are checked before anything is allocated."""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from hpsearch.data.asked import Asked
from hpsearch.data.columns import Column, NumberColumn, Rows, TextColumn, consumed, new_block, rows_at_once
from hpsearch.data.form import ColumnForm, TableForm
from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.gathered import middle
from hpsearch.data.memory import refuse_beyond_memory
from hpsearch.data.reading.damage import why_damaged
from hpsearch.data.reading.table import HEAD
from hpsearch.data.whole_numbers import merges
from hpsearch.errors import DataError

MOST_CHANNELS = 4  # red, green, blue, opacity; where there are more, the axes are in another order
MOST_DEFLATED = 1100  # deflate shrinks to a 1032nd at best
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TokenError,
    TypeError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One array of the file, as its header describes it."""

    name: str
    shape: tuple[int, ...]
    column_major: bool
    dtype: np.dtype[Any]


def read_npz(path: Path, source: str, asked: Asked) -> Rows:
    """The rows of X and y; X with more than two dimensions is flattened example by example.

    X of shape (m, height, width) or (m, height, width, channels) holds images.
    """
    if others := [name for name in asked.targets if name != "y"]:
        raise DataError(f"{source}: there is no target {others[0]!r}; a .npz file's target is its array y", "target")
    refuse_columns(source, asked)
    with _sentences(source), zipfile.ZipFile(path) as archive:
        x, y = (_member(archive, name, source) for name in ("X", "y"))
        _check(x, y, source)
        labels = _labels(archive, y, source)
    width = prod(x.shape[1:])
    pivots = np.zeros(width)
    blocks = _columns(path, source, x) if x.column_major and width > 1 else _rows(path, source, x)
    return Rows(
        source=source,
        count=x.shape[0],
        numeric=numbered(width),
        blocks=_less_pivots(blocks, pivots if asked.centred else None),
        text=(),
        targets=(labels,),
        pivots=pivots,
        form=form_of_arrays(numbered(width), "y"),
        image=_image(x.shape[1:]),
    )


def new_blocks(path: Path, source: str) -> Iterator[NDArray[Any]]:
    """The array X of new rows in blocks of rows."""
    with _sentences(source), zipfile.ZipFile(path) as archive:
        x = _member(archive, "X", source)
        _check_inputs(x, source)
    yield from _columns(path, source, x) if x.column_major and prod(x.shape[1:]) > 1 else _rows(path, source, x)


def has_labels(path: Path, source: str) -> bool:
    """Whether a file has an array y."""
    with _sentences(source), zipfile.ZipFile(path) as archive:
        return "y.npy" in archive.namelist()


def labels_in(path: Path, source: str) -> Column:
    """The array y of a file with X and y."""
    with _sentences(source), zipfile.ZipFile(path) as archive:
        x, y = (_member(archive, name, source) for name in ("X", "y"))
        _check(x, y, source)
        return _labels(archive, y, source)


def form_of_arrays(names: tuple[str, ...], target: str) -> TableForm:
    """How arrays are read: as numbers."""
    return TableForm((*names, target), tuple(ColumnForm(name, PlainNumbers(), gaps=True) for name in names), (target,))


def _less_pivots(blocks: Iterable[NDArray[Any]], pivots: NDArray[np.float64] | None) -> Iterator[NDArray[np.float32]]:
    """The blocks as float32 less the pivots, the middles of the first rows, which are filled in."""
    first = True
    for block in blocks:
        wide = block.astype(np.float64)
        if first and pivots is not None:
            for column in range(pivots.size):
                head = wide[:HEAD, column]
                head = head[~np.isnan(head)]
                pivots[column] = middle(head) if head.size else 0.0
        first = False
        stored = new_block(wide.shape)
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows becomes infinite; the census says so
            np.subtract(wide, 0.0 if pivots is None else pivots, out=stored, casting="same_kind")
        yield stored


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


@contextmanager
def _sentences(source: str) -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise DataError(f"{source}: not a .npz file that can be read {why_damaged(error)}") from error


def _member(archive: zipfile.ZipFile, name: str, source: str) -> Member:
    file = f"{name}.npy"
    if file not in archive.namelist():
        held = ", ".join(member.removesuffix(".npy") for member in archive.namelist()[:5]) or "nothing"
        raise DataError(f"{source}: there is no array {name}; expected X and y, found {held}")
    info = archive.getinfo(file)
    stored = info.compress_type == zipfile.ZIP_STORED
    if info.flag_bits & 1 or not (stored or info.compress_type == zipfile.ZIP_DEFLATED):
        raise DataError(f"{source}: array {name} is encrypted or oddly compressed; write it with numpy.savez")
    with archive.open(info) as handle:
        member = _header(handle, name)
        begin = handle.tell()
    if member.dtype.hasobject:
        raise DataError(f"{source}: array {name} holds Python objects, which could run code; store numbers")
    claimed = begin + prod(member.shape) * member.dtype.itemsize
    ceiling = info.compress_size * (1 if stored else MOST_DEFLATED)
    if min(member.shape, default=1) < 0 or claimed != info.file_size or claimed > ceiling:
        raise DataError(
            f"{source}: array {name} claims shape {member.shape}, which is not what the file holds; "
            "the file is damaged: write it again"
        )
    return member


def _header(handle: IO[bytes], name: str) -> Member:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about headers of old Pythons, or none at all: the checks decide
        readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
        version = npy.read_magic(handle)
        if version not in readers:
            raise ValueError(f"array {name} is in version {version} of the .npy format")
        shape, column_major, dtype = readers[version](handle)
    return Member(name, shape, column_major, dtype)


def _check(x: Member, y: Member, source: str) -> None:
    _check_inputs(x, source)
    if y.dtype.kind not in "biufUS":
        raise DataError(f"{source}: y holds {y.dtype}; expected numbers or words")
    if len(y.shape) != 1 or y.shape[0] != x.shape[0]:
        raise DataError(f"{source}: y has shape {y.shape}; expected ({x.shape[0]},), one for each row of X")


def _check_inputs(x: Member, source: str) -> None:
    if x.dtype.kind not in "biuf":
        raise DataError(f"{source}: X holds {x.dtype}; expected numbers")
    if len(x.shape) < 2 or prod(x.shape[1:]) == 0:
        raise DataError(f"{source}: X has shape {x.shape}; expected (examples, inputs)")


def _labels(archive: zipfile.ZipFile, y: Member, source: str) -> Column:
    refuse_beyond_memory(source, y.shape[0] * y.dtype.itemsize)
    with archive.open("y.npy") as handle:
        _header(handle, y.name)
        values = _take(handle, y.dtype, y.shape[0])
        _at_end(handle)
    return column_of("y", values, source)


def column_of(name: str, values: NDArray[Any], source: str) -> Column:
    """The target column that an array is."""
    if values.dtype.kind == "S":
        try:
            values = np.char.decode(values, "utf-8")
        except UnicodeDecodeError as error:
            raise DataError(f"{source}: {name} holds bytes that are not UTF-8 text; store it as str") from error
    if values.dtype.kind != "U":
        return _numbers(name, values)
    words, codes = np.unique(values, return_inverse=True)
    missing = int(words.size > 0 and words[0] == "")  # the empty word sorts first
    categories = tuple(words[missing:].tolist())
    if any("\ud800" <= letter <= "\udfff" for letter in "".join(categories)):
        raise DataError(f"{source}: {name} holds half a character (a lone surrogate); store Unicode text")
    return TextColumn(name, (codes - missing).astype(np.int32), categories)


def _numbers(name: str, values: NDArray[Any]) -> NumberColumn:
    numbers = values.astype(np.float64)
    if values.dtype.kind == "f" or not merges(numbers):
        return NumberColumn(name, numbers, boolean=values.dtype.kind == "b")
    whole, codes = np.unique(values, return_inverse=True)
    return NumberColumn(name, numbers, exact=TextColumn(name, codes.astype(np.int32), tuple(map(str, whole.tolist()))))


def _take(handle: IO[bytes], dtype: np.dtype[Any], count: int) -> NDArray[Any]:
    data = handle.read(count * dtype.itemsize)
    if len(data) != count * dtype.itemsize:
        raise EOFError("it ends too early")
    return np.frombuffer(data, dtype) if dtype.itemsize else np.zeros(count, dtype)


def _at_end(handle: IO[bytes]) -> None:
    """The archive's checksum is compared at the end of a member."""
    if handle.read(1):
        raise EOFError("an array is followed by something else")


def _rows(path: Path, source: str, x: Member) -> Iterator[NDArray[Any]]:
    """Blocks of rows, read as they are asked for."""
    width = prod(x.shape[1:])
    size = max(rows_at_once(width), HEAD)
    with _sentences(source), zipfile.ZipFile(path) as archive, archive.open("X.npy") as handle:
        _header(handle, x.name)
        for start in range(0, x.shape[0], size):
            count = min(size, x.shape[0] - start)
            yield _take(handle, x.dtype, count * width).reshape(count, width)
        _at_end(handle)


def _columns(path: Path, source: str, x: Member) -> Iterator[NDArray[Any]]:
    """Yield float32 blocks (rows, n) of an X stored column by column; the whole array is read first."""
    width, height = prod(x.shape[1:]), x.shape[0]
    step = max(rows_at_once(width), HEAD)
    blocks = [new_block((min(step, height - start), width), x.dtype) for start in range(0, height, step)]
    order = np.arange(width).reshape(x.shape[1:]).ravel(order="F")  # the input that each stored column is
    with _sentences(source), zipfile.ZipFile(path) as archive, archive.open("X.npy") as handle:
        _header(handle, x.name)
        for column in order:
            values = _take(handle, x.dtype, height)
            for index, block in enumerate(blocks):
                block[:, column] = values[index * step : index * step + len(block)]
        _at_end(handle)
    yield from consumed(blocks)
