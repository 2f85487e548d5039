"""The array y of a .npz file: one target, or with two dimensions one target per column."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.arrays.npz import Member, check_end, member_of, next_values, npz_sentences, read_header
from hpsearch.data.columns import Column, NumberColumn, TextColumn
from hpsearch.data.gathering.whole_numbers import merges
from hpsearch.data.memory import refuse_beyond_memory
from hpsearch.data.reading.kinds import BLANKS
from hpsearch.errors import DataError


def has_targets(path: Path, source: str) -> bool:
    """Whether a file has an array y."""
    with npz_sentences(source), zipfile.ZipFile(path) as archive:
        return "y.npy" in archive.namelist()


def targets_in(path: Path, source: str) -> tuple[Column, ...]:
    """The targets in the array y of a file with X and y: y itself, or y0, y1 and so on, which are numbers."""
    with npz_sentences(source), zipfile.ZipFile(path) as archive:
        y = member_of(archive, "y", source)
        _check(y, member_of(archive, "X", source).shape[0], source)
        values = _values(archive, y, source)
    if values.ndim == 1:
        return (column_of("y", values, source),)
    if is_one_hot(values):
        raise DataError(
            f"{source}: y has one column for each class, with a single 1 in each row; store the classes themselves, "
            "such as y.argmax(axis=1)"
        )
    return tuple(column_of(f"y{place}", column, source) for place, column in enumerate(values.T))


def is_one_hot(values: NDArray[Any]) -> bool:
    """Whether each row, (m, n), is 0 but for a single 1.

    >>> is_one_hot(np.array([[0, 1], [1, 0]])), is_one_hot(np.array([[1, 1], [1, 0]]))
    (True, False)
    """
    return bool(np.isin(values, (0, 1)).all() and (values.sum(axis=1) == 1).all())


def _check(y: Member, rows: int, source: str) -> None:
    if y.dtype.kind not in "biufUS":
        raise DataError(f"{source}: y holds {y.dtype}; expected numbers or words")
    if len(y.shape) not in (1, 2) or y.shape[0] != rows or 0 in y.shape[1:]:
        raise DataError(f"{source}: y has shape {y.shape}; expected ({rows},), or ({rows}, targets) of numbers")
    if y.dtype.kind in "US" and y.shape[1:] not in ((), (1,)):
        raise DataError(f"{source}: y has shape {y.shape} and holds words; several targets have to be numbers")


def _values(archive: zipfile.ZipFile, y: Member, source: str) -> NDArray[Any]:
    """Return the array, (m,), or (m, targets) for several targets."""
    count = int(np.prod(y.shape))
    refuse_beyond_memory(source, count * y.dtype.itemsize)
    with archive.open("y.npy") as handle:
        read_header(handle, y.name)
        values = next_values(handle, y.dtype, count).reshape(y.shape, order="F" if y.column_major else "C")
        check_end(handle)
    return values[:, 0] if y.shape[1:] == (1,) else values


def column_of(name: str, values: NDArray[Any], source: str) -> Column:
    """Return an array as a target column; blanks beside a word are no part of it."""
    if values.dtype.kind == "S":
        try:
            values = np.char.decode(values, "utf-8")
        except UnicodeDecodeError as error:
            raise DataError(f"{source}: {name} holds bytes that are not UTF-8 text; store it as str") from error
    if values.dtype.kind != "U":
        return _numbers(name, values)
    words, codes = np.unique(np.strings.strip(values, BLANKS), return_inverse=True)
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
