"""The system's lock on a folder itself, which no deleted file takes away."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

if sys.platform != "win32":
    import fcntl

ANOTHER_LOOKS = 0.2
"""Seconds in which whoever only asks whether the lock is free has let go of it again."""


@contextmanager
def folder_locked(folder: Path) -> Iterator[bool]:
    """Keep other processes from the lock; whether it could be had.

    Where the system has none for a folder (Windows, some of the network's file systems) it can always be had.
    """
    with _opened(folder) as entry:
        yield entry is None or _taken(entry, ANOTHER_LOOKS)


def is_folder_locked(folder: Path) -> bool:
    """Whether another process has the lock; this one gives it back at once."""
    with _opened(folder) as entry:
        return entry is not None and not _taken(entry, 0, shared=True)


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    entry = _entry(folder)
    try:
        yield entry
    finally:
        if entry is not None:
            os.close(entry)  # which lets go of the lock, as the end of the process does


def _entry(folder: Path) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None


def _taken(entry: int, patience: float, *, shared: bool = False) -> bool:
    """Whether the lock is ours now, or there can be none."""
    until = monotonic() + patience
    while True:
        try:
            if sys.platform != "win32":
                fcntl.flock(entry, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                return False
            sleep(0.02)
        except OSError:  # of a file system without such locks
            return True
        else:
            return True
