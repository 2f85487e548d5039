"""One process at a time writes to a run folder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from hpsearch.errors import StorageError, UsageError
from hpsearch.search.owner import OWNER, Owner, in_use, living_owner

LOCK = ".lock"
PATIENCE = 0.5
"""Seconds in which whoever has got the lock has written its name."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes from writing to `folder`. Raises InUseError where one does already, and StorageError.

    The system lets go of the lock when its process ends, however it does, so a dead one's is there to be taken.
    """
    lock, owner = _locked(folder), folder / OWNER
    try:
        with _storage_errors(folder):
            owner.write_text(Owner.this().to_json(), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            owner.unlink()
        lock.release()


def _locked(folder: Path) -> BaseFileLock:
    try:
        with _storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / LOCK, timeout=0)
            lock.acquire()
    except Timeout:
        raise in_use(folder, living_owner(folder, PATIENCE)) from None
    return lock


@contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except Timeout:  # which is an OSError, and none of storage
        raise
    except FileExistsError:
        raise UsageError(f"{folder}: is no folder; choose another one with --out") from None
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror or error}; choose another folder with --out") from error
