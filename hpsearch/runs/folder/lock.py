"""One process at a time writes to a run folder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from hpsearch.errors import StorageError, UsageError
from hpsearch.runs.folder.folder_lock import folder_locked
from hpsearch.runs.folder.owner import Owner, in_use, living_owner
from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.runs.store.disk.ours import LOCK, OWNER, check_ours, is_ours

_PATIENCE = 0.5
"""Seconds within which a process that took the lock writes its name."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes from writing to `folder` inside a `with` block; makes the folder if it is missing.

    There are two locks: one on the folder, which lasts even if files are deleted, and one on a file, which every system
    has. The system releases both when the process ends, however it ends. Raises InUseError if another process holds
    one, UsageError if `folder` is a file, StorageError if it cannot be written to.
    """
    with _storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    check_ours(folder, (LOCK, OWNER))
    with folder_locked(folder) as free:
        if not free:
            raise in_use(folder, living_owner(folder, _PATIENCE))
        lock = _locked(folder)
        try:
            with replacing(folder / OWNER) as file:
                file.write(Owner.this().to_json().encode())
            yield
        finally:
            with suppress(OSError):
                if is_ours(folder / OWNER):
                    (folder / OWNER).unlink()
            lock.release()


def _locked(folder: Path) -> BaseFileLock:
    try:
        with _storage_errors(folder):
            lock = FileLock(folder / LOCK, timeout=0)
            lock.acquire()
    except Timeout:
        raise in_use(folder, living_owner(folder, _PATIENCE)) from None
    return lock


@contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except Timeout:  # an OSError, but not a fault of storage
        raise
    except FileExistsError:
        raise UsageError(f"{folder}: is not a folder; choose another one") from None
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror or error}; choose another folder") from error
