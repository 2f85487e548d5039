"""Replace files atomically: after a crash a file has its whole old content or its whole new content."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter
from pathlib import Path

from hpsearch.errors import StorageError
from hpsearch.runs.store.disk.ours import is_ours, opened_as_it_is

_REMEDIES = {
    errno.ENOENT: "make its folder",
    errno.ENOTDIR: "choose a place in a folder",
    errno.ENAMETOOLONG: "choose a shorter name",
}
"""The remedy for errors other than a full disk or a missing permission."""


@contextmanager
def replacing(path: Path) -> Iterator[BufferedWriter]:
    """Open a new file for a `with` block; at the end of the block the file is on disk and replaces `path`.

    Raises StorageError for a full disk or a missing permission; `path` is then the old file or the whole new file.
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
        raise StorageError(f"{path}: {error.strerror}; {_remedy(path, error)}") from error
    finally:
        with suppress(OSError):  # the file or the disk is gone
            beside.unlink()


def _remedy(path: Path, error: OSError) -> str:
    """Say what to do; of a run's own folder, which holds its run.db, also that the run goes on from there."""
    remedy = _REMEDIES.get(error.errno or 0, "make room, or make the folder writable,")
    if (path.parent / "run.db").exists():
        return f"{remedy} and run again with --resume; nothing that was reported is lost"
    return f"{remedy} and try again"


def sync_folder(folder: Path) -> None:
    """Make the names of the files in `folder` durable: a renamed file keeps its new name after a power cut."""
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def left_behind(folder: Path, names: tuple[str, ...]) -> list[Path]:
    """Return the half-written copies of the files `names` that a killed process left in `folder`."""
    return [
        path for name in names for path in folder.glob(f".{name}.*") if path.suffix[1:].isdecimal() and is_ours(path)
    ]
