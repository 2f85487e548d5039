"""Files that are either old or new, never a part of either."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hpsearch.errors import StorageError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; on leaving it is synced to disk and takes the place of `path`.

    Raises StorageError where there is no room or no permission; `path` is then as it was.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise StorageError(
            f"{path}: {error.strerror}; make room, or make the folder writable, and try again"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
