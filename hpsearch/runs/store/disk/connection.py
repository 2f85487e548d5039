"""Connections to a run.db; SQLite's errors as sentences that say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten

from hpsearch.errors import StorageError
from hpsearch.runs.store.rows import DamagedError
from hpsearch.text.command_line import command

PATIENCE_SECONDS = 30
"""Seconds that a transaction waits for another one to end."""

_NOTHING_LOST = "nothing that was reported is lost: {remedy} and run again with --resume"
_REMEDIES = {
    sqlite3.SQLITE_FULL: "the disk is full; " + _NOTHING_LOST.format(remedy="make room"),
    sqlite3.SQLITE_IOERR: "the disk is full, failing or gone ({error}); "
    + _NOTHING_LOST.format(remedy="make room, or see to the disk,"),
    sqlite3.SQLITE_BUSY: "another program holds it locked; " + _NOTHING_LOST.format(remedy="close that one"),
    sqlite3.SQLITE_READONLY: "cannot be written ({error}); " + _NOTHING_LOST.format(remedy="make the folder writable"),
    sqlite3.SQLITE_CANTOPEN: "cannot be opened ({error}); make the file readable and its folder writable, "
    "or copy the whole folder to where you may write",
}


def to_write(path: Path) -> sqlite3.Connection:
    """Open a connection whose transactions are on disk when they end, while others may read."""
    with closed_on_error(_connect(path, "mode=rw")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def to_read(path: Path) -> sqlite3.Connection:
    """Open a connection that only reads; in a read-only folder, too, if SQLite has left no log beside the file."""
    log = path.with_name(f"{path.name}-wal")
    logged = _has_bytes(log)
    try:
        # The last connection with write access removes the log, but only if it is empty.
        with closed_on_error(_connect(path, "mode=ro" if logged else "mode=rw")) as connection:
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.OperationalError as error:
        if code_of(error) not in _REMEDIES or logged:
            raise
        connection = _connect(path, "mode=ro&immutable=1")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _has_bytes(path: Path) -> bool:
    """Whether the file exists and is not empty; another process may delete it meanwhile."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


@contextmanager
def closed_on_error(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Close `connection` if the `with` block raises; else leave it open."""
    try:
        yield connection
    except BaseException:  # also Ctrl-C: leave no lock behind
        connection.close()
        raise


def code_of(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code of an error."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn any error about the database at `path` into a StorageError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path}: {error.strerror}; " + _NOTHING_LOST.format(remedy="make room, or see to the disk,")
        ) from error
    except sqlite3.Error as error:
        remedy = _REMEDIES.get(code_of(error))
        raise StorageError(f"{path}: {remedy.format(error=error)}" if remedy else _damaged(path, error)) from error
    except (DamagedError, ValueError, KeyError, TypeError) as error:  # the decoded value is not what was written
        raise StorageError(_damaged(path, error)) from error


def _damaged(path: Path, error: Exception) -> str:
    found = shorten(str(error), 100, placeholder=" …")  # SQLite quotes what it has read
    rescue = command("report", path.parent, "--rescue", "DIR")
    return (
        f"{path}: is damaged ({found}); `{rescue}` writes what can still be read "
        "to CSV files, `hpsearch run` with --overwrite or another --out starts anew"
    )


def _connect(path: Path, options: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True, timeout=PATIENCE_SECONDS)
    connection.execute("PRAGMA temp_store = MEMORY")  # a full temporary disk must not matter
    return connection
