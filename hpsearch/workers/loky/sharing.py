"""Share a value with all workers: its arrays are memory-mapped from one file, not copied."""

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeVar
from uuid import uuid4

from hpsearch.errors import StorageError
from hpsearch.records import Record

if TYPE_CHECKING:
    from filelock import BaseFileLock

_T = TypeVar("_T")

ALIGNMENT = 64
"""Arrays start at multiples of this number of bytes, for fast access."""


class Shared(Record, Generic[_T]):
    """A value whose arrays are in `spans` of a file; the rest of it is sent with a task."""

    path: Path
    spans: tuple[tuple[int, int], ...]
    frame: bytes

    def value(self) -> _T:
        """Return the value, loaded once per process; its arrays are read-only."""
        value: _T = _read(self)
        return value


class SharedFile:
    """A file with the arrays of values for the workers, which is also mapped into this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._maps: list[memoryview] = []
        """The first bytes of the file in this process, which stay mapped, so that nothing else comes to their place."""

    def lay_out(self, value: _T) -> Shared[_T]:
        """Write the arrays of `value` that are not in the file yet. Raises StorageError if there is no space."""
        arrays: list[pickle.PickleBuffer] = []
        frame = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
        with _storage_errors(str(self.path.parent)), self.path.open("r+b") as file:
            file.seek(0, os.SEEK_END)
            spans = tuple(self._written(array.raw(), file) for array in arrays)
        return Shared(self.path, spans, frame)

    def moved(self, value: _T) -> _T:
        """Return the same value with its arrays in the file, so that this process needs no memory for them."""
        shared = self.lay_out(value)
        memory = _mapped(self.path)
        self._maps.append(memory)
        moved: _T = _loaded(shared, memory)
        return moved

    def _written(self, array: memoryview, file: BinaryIO) -> tuple[int, int]:
        """Return the start and end of an array in the file; append it if it is not there."""
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
    """Make a file for the arrays of the workers that no other user can read; it exists inside the `with` block.

    Raises StorageError if it cannot be made. Files of killed processes are removed: each file has a lock, which the
    system releases when its process ends.
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
    """Reserve a file for the arrays; its lock is held while the file is in use."""
    from filelock import FileLock  # noqa: PLC0415 (workers only read)

    with _storage_errors("the folder for temporary files"):
        folder = Path(gettempdir())  # a folder that can be written to
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
    """Remove files that killed processes left in the folder for temporary files."""
    with suppress(OSError):
        _sweep(Path(gettempdir()))


def _sweep(folder: Path) -> None:
    """Remove the files of dead processes, whose locks are free."""
    from filelock import FileLock  # noqa: PLC0415 (workers only read)

    for lock in folder.glob("hpsearch-*.lock"):
        with suppress(OSError), FileLock(lock, timeout=0):  # OSError: the lock is held, or belongs to another user
            _remove(lock.with_suffix(".arrays"))


def _remove(path: Path) -> None:
    for each in (path, path.with_suffix(".lock")):
        with suppress(OSError):
            each.unlink(missing_ok=True)


def _address(memory: memoryview) -> int:
    """Return the address of memory in this process."""
    import numpy as np  # noqa: PLC0415 (workers only read)

    return int(np.frombuffer(memory, np.uint8).ctypes.data) if memory.nbytes else 0


def _mapped(path: Path) -> memoryview:
    with _storage_errors(str(path)), path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ) if size else b"")  # an empty file cannot be mapped


def _loaded(shared: Shared[_T], memory: memoryview) -> _T:
    """Load the value, with its arrays in `memory`."""
    value: _T = pickle.loads(shared.frame, buffers=[memory[start:stop] for start, stop in shared.spans])  # noqa: S301 (ours)
    return value


@lru_cache(maxsize=1)
def _read(shared: Shared[Any]) -> Any:
    return _loaded(shared, _mapped(shared.path))
