"""Open a run.db of any version as the present version."""

import sqlite3
from contextlib import closing
from pathlib import Path

from hpsearch.errors import StorageError, UsageError
from hpsearch.runs.store.disk.connection import closed_on_error, storage_errors, to_read, to_write
from hpsearch.runs.store.disk.migration import migrate, version
from hpsearch.runs.store.disk.ours import check_ours
from hpsearch.runs.store.disk.recognition import is_there
from hpsearch.runs.store.schema import VERSION
from hpsearch.text.command_line import command
from hpsearch.text.listing import listed

MODEL_ENDING = ".safetensors"


def opened_to_read(path: Path) -> sqlite3.Connection:
    """Open a read-only connection; an older run.db is migrated in memory.

    Raises UsageError if there is none, or one of another version; StorageError if it cannot be read.
    """
    _check_that_it_is_there(path)
    with storage_errors(path), closed_on_error(to_read(path)) as connection:
        before = _version(connection, path)
        if before == VERSION:
            return connection
        with closing(connection), closed_on_error(sqlite3.connect(":memory:")) as memory:
            connection.backup(memory)
            migrate(memory, before)
            return memory


def opened_to_write(path: Path) -> sqlite3.Connection:
    """Open a connection to continue a run; an older run.db is migrated.

    Raises UsageError if there is none, or one of another version; StorageError if it cannot be written.
    """
    _check_that_it_is_there(path)
    with storage_errors(path), closed_on_error(to_write(path)) as connection:
        if (before := _version(connection, path)) < VERSION:
            migrate(connection, before)
        return connection


class OpenFile:
    """Identifies the open file at `path`, as SQLite does not notice if it is deleted or replaced."""

    def __init__(self, path: Path) -> None:
        self._path, self._identity = path, _identity(path)

    def check(self) -> None:
        """Raise StorageError if the file at the path is no longer the same."""
        if _identity(self._path) != self._identity:
            raise StorageError(
                f"{self._path}: was deleted or replaced while the search was writing to it; "
                "put it back and run again with --resume, or start anew"
            )


def _identity(path: Path) -> tuple[int, int] | None:
    """Return the identity of the file at a path; None if there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


def _no_folder(path: Path) -> str:
    """Describe what is at the path in place of a run folder."""
    if not path.exists():
        return "there is no such file or folder"
    is_model = path.suffix == MODEL_ENDING
    return "is a model's file, which predict and hpsearch.load read" if is_model else "is a file"


def _check_that_it_is_there(path: Path) -> None:
    check_ours(path.parent, (f"{path.name}-{kind}" for kind in ("wal", "shm", "journal")))
    if not path.parent.is_dir() and (path.parent.exists() or path.parent.suffix == MODEL_ENDING):
        raise UsageError(f"{path.parent}: {_no_folder(path.parent)}; expected the folder of a run, such as runs/digits")
    if not is_there(path):
        if is_there(path.parent / "1" / path.name):
            first = command("report", path.parent / "1")
            raise UsageError(f"{path.parent}: holds the steps of a loop, each a run; see loop.html there, or `{first}`")
        if runs := sorted(str(each.parent) for each in path.parent.glob(f"*/{path.name}")):
            raise UsageError(f"{path.parent}: no run here, but in {listed(runs)}; name one of them")
        start = command("run", "CONFIG", "--out", path.parent)
        raise UsageError(f"{path.parent}: no run here (no {path.name}); start one with `{start}`")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the tables; errors name the file."""
    try:
        return version(connection)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
