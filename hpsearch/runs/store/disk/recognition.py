"""Recognise whether a file is a run.db, intact or damaged; other files are never written to or deleted."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from hpsearch.errors import StorageError
from hpsearch.runs.store.schema import DATABASE_MARK
from hpsearch.system.regular_files import irregular

MARK_AT = 68
"""Position of the application id in a SQLite file (its file format, §1.3)."""

SQLITE = b"SQLite format 3\0"
FIRST_TABLE = b"CREATE TABLE meta (key TEXT PRIMARY KEY"
"""Text near the beginning of a run.db, for files without an application id, or with a damaged one."""

_BEGINNING = 65_536
"""Bytes, sixteen pages."""


def is_there(path: Path) -> bool:
    """Whether there is a run.db at `path`. Raises StorageError if there is something else."""
    if not stands_at(path):
        return False
    if _marked(path):
        return True
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(path, error) from error
    marked = beginning[MARK_AT : MARK_AT + len(DATABASE_MARK)] == DATABASE_MARK
    if not marked and not (beginning.startswith(SQLITE) and FIRST_TABLE in beginning):
        raise StorageError(
            f"{path}: is no run of hpsearch, or damaged beyond recognition; it is left as it is: "
            "move it away, or choose another folder"
        )
    return True


def stands_at(path: Path) -> bool:
    """Whether there is a regular file at `path`, from hpsearch or not.

    Raises StorageError for a link or anything else, which hpsearch neither makes nor follows.
    """
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        path.absolute()  # raises FileNotFoundError if the working folder was deleted
        return False
    except OSError as error:
        raise _unreadable(path, error) from error
    if stat.S_ISLNK(mode):
        raise StorageError(
            f"{path}: is a link to {os.path.realpath(path)}, and hpsearch follows none; "
            "put the file itself in its place, move it away, or choose another folder"
        )
    if not stat.S_ISREG(mode):
        raise StorageError(
            f"{path}: is {irregular(path)}, no file of hpsearch; it is left as it is: "
            "move it away, or choose another folder"
        )
    return True


def _unreadable(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path}: cannot be read ({error.strerror}); make it readable, or choose another folder")


def _marked(path: Path) -> bool:
    """Whether SQLite reads hpsearch's application id.

    SQLite itself must open the file: if a process has a database open, any other open and close of the file releases
    its locks (sqlite.org/howtocorrupt.html, 2.2), and the next reader that closes it deletes the log.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        return False
    return bool(mark == int.from_bytes(DATABASE_MARK, "big"))
