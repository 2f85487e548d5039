"""A value that all workers read from one place: its arrays are mapped into memory, not copied to each of them."""

import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, Generic, TypeVar
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


@contextmanager
def shared(value: _T) -> Iterator[Shared[_T]]:
    """Lay `value` out for the workers, as long as the context lasts, in a file that no other user can read.

    Raises StorageError where there is no room. What killed processes left is removed: a lock, which the system
    releases with its process, lies beside each file of a living one.
    """
    arrays: list[pickle.PickleBuffer] = []
    frame = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
    path, lock = _reserved()
    try:
        spans = _write(path, arrays)
        yield Shared(path, spans, frame)
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


def _write(path: Path, arrays: Sequence[pickle.PickleBuffer]) -> tuple[tuple[int, int], ...]:
    """Write `arrays` one after the other; where each begins and ends."""
    spans = []
    with _storage_errors(str(path.parent)), open(path, "xb", opener=_private) as file:
        for array in arrays:
            file.seek(-file.tell() % ALIGNMENT, 1)
            start = file.tell()
            file.write(array.raw())
            spans.append((start, file.tell()))
    return tuple(spans)


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


@lru_cache(maxsize=1)
def _read(shared: Shared[Any]) -> Any:
    with _storage_errors(str(shared.path)), shared.path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        memory = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ) if size else b"")  # an empty file has no map
    buffers = [memory[start:stop] for start, stop in shared.spans]
    return pickle.loads(shared.frame, buffers=buffers)  # noqa: S301 (this search's own process wrote it)
