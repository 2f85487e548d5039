"""The arrays of a .npz file: their headers are checked before anything is allocated."""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from tokenize import TokenError
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from hpsearch.data.reading.damage import why_damaged
from hpsearch.errors import DataError
from hpsearch.records import Record

MOST_DEFLATED = 1100  # the best ratio of deflate is 1032
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


class Member(Record):
    """One array of the file, as its header describes it."""

    name: str
    shape: tuple[int, ...]
    column_major: bool
    dtype: np.dtype[Any]


@contextmanager
def npz_sentences(source: str) -> Iterator[None]:
    """Turn errors of a damaged file into DataError."""
    try:
        yield
    except UNREADABLE as error:
        raise DataError(f"{source}: not a .npz file that can be read {why_damaged(error)}") from error


def member_of(archive: zipfile.ZipFile, name: str, source: str) -> Member:
    """The array of that name. Raises DataError if it is not there, or is not as its header claims."""
    file = f"{name}.npy"
    if file not in archive.namelist():
        held = ", ".join(member.removesuffix(".npy") for member in archive.namelist()[:5]) or "nothing"
        raise DataError(f"{source}: there is no array {name}; expected X and y, found {held}")
    info = archive.getinfo(file)
    stored = info.compress_type == zipfile.ZIP_STORED
    if info.flag_bits & 1 or not (stored or info.compress_type == zipfile.ZIP_DEFLATED):
        raise DataError(f"{source}: array {name} is encrypted or oddly compressed; write it with numpy.savez")
    with archive.open(info) as handle:
        member = read_header(handle, name)
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


def read_header(handle: IO[bytes], name: str) -> Member:
    """The header of an open array, after which its values follow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # our own checks decide about old or missing headers
        readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
        version = npy.read_magic(handle)
        if version not in readers:
            raise ValueError(f"array {name} is in version {version} of the .npy format")
        shape, column_major, dtype = readers[version](handle)
    return Member(name, shape, column_major, dtype)


def next_values(handle: IO[bytes], dtype: np.dtype[Any], count: int) -> NDArray[Any]:
    """Read the next `count` values of an open array."""
    data = handle.read(count * dtype.itemsize)
    if len(data) != count * dtype.itemsize:
        raise EOFError("it ends too early")
    return np.frombuffer(data, dtype) if dtype.itemsize else np.zeros(count, dtype)


def check_end(handle: IO[bytes]) -> None:
    """Read to the end of a member, where its checksum is compared."""
    if handle.read(1):
        raise EOFError("an array is followed by something else")
