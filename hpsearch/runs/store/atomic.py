"""Files that are either old or new, never a part of either."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter
from pathlib import Path

from hpsearch.errors import StorageError
from hpsearch.runs.store.ours import is_ours, opened_as_it_is

_REMEDIES = {
    errno.ENOENT: "make its folder",
    errno.ENOTDIR: "choose a place in a folder",
    errno.ENAMETOOLONG: "choose a shorter name",
}
"""What helps where neither room nor permission is missing."""


@contextmanager
def replacing(path: Path) -> Iterator[BufferedWriter]:
    """A new file to write; on leaving it is on disk and stands in the place of `path`.

    Raises StorageError where there is no room or no permission; `path` is then as it was, or the new file whole.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(beside, "wb", opener=opened_as_it_is) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "make room, or make the folder writable,")
        raise StorageError(f"{path}: {error.strerror}; {remedy} and try again") from error
    finally:
        with suppress(OSError):  # it is gone, or the disk is
            beside.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on disk: a file that was renamed there has its new name after a power cut too."""
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def left_behind(folder: Path, names: tuple[str, ...]) -> list[Path]:
    """What a process that was killed while it wrote one of the files `names` left beside it."""
    return [
        path for name in names for path in folder.glob(f".{name}.*") if path.suffix[1:].isdecimal() and is_ours(path)
    ]
