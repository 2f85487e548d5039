"""The system's lock on a folder itself: it lasts even if files in the folder are deleted."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

if sys.platform != "win32":
    import fcntl

ANOTHER_LOOKS = 0.2
"""Seconds within which a process that only checks the lock releases it again."""


@contextmanager
def folder_locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of `folder` inside a `with` block; the block receives whether the lock was free.

    Where the system has no lock for folders (Windows, some network file systems), it always counts as free.
    """
    with _opened(folder) as entry:
        yield entry is None or _taken(entry, ANOTHER_LOOKS)


def is_folder_locked(folder: Path) -> bool:
    """Whether another process holds the lock; this check takes the lock for a moment."""
    with _opened(folder) as entry:
        return entry is not None and not _taken(entry, 0, shared=True)


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    entry = _entry(folder)
    try:
        yield entry
    finally:
        if entry is not None:
            os.close(entry)  # this releases the lock, as the end of the process does


def _entry(folder: Path) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None


def _taken(entry: int, patience: float, *, shared: bool = False) -> bool:
    """Whether this process has the lock now, or the system has no such lock."""
    until = monotonic() + patience
    while True:
        try:
            if sys.platform != "win32":
                fcntl.flock(entry, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                return False
            sleep(0.02)
        except OSError:  # the file system has no such locks
            return True
        else:
            return True
