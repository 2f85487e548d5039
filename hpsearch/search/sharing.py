"""A value that all workers read from one place: its arrays are mapped into memory, not copied to each of them."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, TypeVar

T = TypeVar("T")

ALIGNMENT = 64
"""An array begins at a multiple of so many bytes, which is where a processor reads it fastest."""


@dataclass(frozen=True, slots=True)
class Shared(Generic[T]):
    """Where a value's arrays lie: in a file, whose parts are `spans`; what is around them travels with a task."""

    path: Path
    spans: tuple[tuple[int, int], ...]
    frame: bytes

    def value(self) -> T:
        """The value, read once by each process; its arrays cannot be written to."""
        value: T = _read(self)
        return value


@contextmanager
def shared(value: T) -> Iterator[Shared[T]]:
    """Lay `value` out for the workers, as long as the context lasts."""
    arrays: list[pickle.PickleBuffer] = []
    frame = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
    with TemporaryDirectory(prefix="hpsearch-", ignore_cleanup_errors=True) as folder:
        path, spans = Path(folder, "arrays"), []
        with path.open("wb") as file:
            for array in arrays:
                file.seek(-file.tell() % ALIGNMENT, 1)
                start = file.tell()
                file.write(array.raw())
                spans.append((start, file.tell()))
        yield Shared(path, tuple(spans), frame)


@lru_cache(maxsize=1)
def _read(shared: Shared[Any]) -> Any:
    with shared.path.open("rb") as file:
        memory = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    buffers = [memory[start:stop] for start, stop in shared.spans]
    return pickle.loads(shared.frame, buffers=buffers)  # noqa: S301 (this search's own process wrote it)
