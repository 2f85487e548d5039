"""A value that all workers read from one place: its arrays are mapped into memory, not copied to each of them."""

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeVar
from uuid import uuid4

from hpsearch.errors import StorageError

if TYPE_CHECKING:
    from filelock import BaseFileLock

_T = TypeVar("_T")

ALIGNMENT = 64
"""An array begins at a multiple of so many bytes, which is where a processor reads it fastest."""


@dataclass(frozen=True, slots=True)
class Shared(Generic[_T]):
    """Where a value's arrays lie: in a file, whose parts are `spans`; what is around them travels with a task."""

    path: Path
    spans: tuple[tuple[int, int], ...]
    frame: bytes

    def value(self) -> _T:
        """The value, read once by each process; its arrays are read-only."""
        value: _T = _read(self)
        return value


class SharedFile:
    """A file that holds the arrays of values for the workers, and maps them into this process too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._maps: list[memoryview] = []
        """The first bytes of the file in this process, which stay mapped, so that nothing else comes to their place."""

    def lay_out(self, value: _T) -> Shared[_T]:
        """Write the arrays of `value` that are not in the file yet. Raises StorageError where there is no room."""
        arrays: list[pickle.PickleBuffer] = []
        frame = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
        with _storage_errors(str(self.path.parent)), self.path.open("r+b") as file:
            file.seek(0, os.SEEK_END)
            spans = tuple(self._written(array.raw(), file) for array in arrays)
        return Shared(self.path, spans, frame)

    def moved(self, value: _T) -> _T:
        """The same value, whose arrays lie in the file: this process needs no memory of its own for them."""
        shared = self.lay_out(value)
        memory = _mapped(self.path)
        self._maps.append(memory)
        moved: _T = _loaded(shared, memory)
        return moved

    def _written(self, array: memoryview, file: BinaryIO) -> tuple[int, int]:
        """Where an array begins and ends in the file, to whose end it is added if it is not there."""
        for mapped in self._maps:
            start = _address(array) - _address(mapped)
            if 0 <= start <= mapped.nbytes - array.nbytes:
                return start, start + array.nbytes
        file.write(bytes(-file.tell() % ALIGNMENT))
        place = file.tell()
        file.write(array)
        return place, file.tell()


@contextmanager
def shared_file() -> Iterator[SharedFile]:
    """A file for the arrays of the workers, as long as the context lasts, that no other user can read.

    Raises StorageError where there can be none. What killed processes left is removed: a lock, which the system
    releases with its process, lies beside each file of a living one.
    """
    path, lock = _reserved()
    try:
        with _storage_errors(str(path.parent)), open(path, "xb", opener=_private):
            pass
        yield SharedFile(path)
    finally:
        lock.release()
        _remove(path)


def _reserved() -> tuple[Path, "BaseFileLock"]:
    """Reserve a file for the arrays; its lock is held as long as the file is in use."""
    from filelock import FileLock  # noqa: PLC0415 (workers only read)

    with _storage_errors("the folder for temporary files"):
        folder = Path(gettempdir())  # which looks for one that can be written to
        _sweep(folder)
        path = folder / f"hpsearch-{uuid4().hex}.arrays"
        lock = FileLock(path.with_suffix(".lock"))
        lock.acquire()
    return path, lock


@contextmanager
def _storage_errors(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        sentence = "make room there, or name another folder by the variable TMPDIR, or choose --jobs 1"
        raise StorageError(f"{place}: {error.strerror}; {sentence}") from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def sweep() -> None:
    """Remove what killed processes left in the folder for temporary files, if there is one."""
    with suppress(OSError):
        _sweep(Path(gettempdir()))


def _sweep(folder: Path) -> None:
    """Remove the files whose processes are dead: their locks can be had."""
    from filelock import FileLock  # noqa: PLC0415 (workers only read)

    for lock in folder.glob("hpsearch-*.lock"):
        with suppress(OSError), FileLock(lock, timeout=0):  # a lock that is held, or another user's, is an OSError
            _remove(lock.with_suffix(".arrays"))


def _remove(path: Path) -> None:
    for each in (path, path.with_suffix(".lock")):
        with suppress(OSError):
            each.unlink(missing_ok=True)


def _address(memory: memoryview) -> int:
    """Where memory begins in this process."""
    import numpy as np  # noqa: PLC0415 (workers only read)

    return int(np.frombuffer(memory, np.uint8).ctypes.data) if memory.nbytes else 0


def _mapped(path: Path) -> memoryview:
    with _storage_errors(str(path)), path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ) if size else b"")  # an empty file has no map


def _loaded(shared: Shared[_T], memory: memoryview) -> _T:
    """The value, with its arrays in `memory`."""
    value: _T = pickle.loads(shared.frame, buffers=[memory[start:stop] for start, stop in shared.spans])  # noqa: S301 (ours)
    return value


@lru_cache(maxsize=1)
def _read(shared: Shared[Any]) -> Any:
    return _loaded(shared, _mapped(shared.path))
