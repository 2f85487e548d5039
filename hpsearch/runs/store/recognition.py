"""Whether a file is a run.db of ours, whole or damaged: what is not is never written to, nor deleted."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from hpsearch.errors import StorageError
from hpsearch.runs.store.schema import DATABASE_MARK
from hpsearch.system.regular_files import irregular

MARK_AT = 68
"""Where SQLite keeps the mark of the application that a file belongs to (its file format, §1.3)."""

SQLITE = b"SQLite format 3\0"
FIRST_TABLE = b"CREATE TABLE meta (key TEXT PRIMARY KEY"
"""What stands near the beginning of a run.db that has no mark yet, or whose mark is damaged."""

_BEGINNING = 65_536
"""Bytes, sixteen pages."""


def is_there(path: Path) -> bool:
    """Whether there is a run.db at `path`. Raises StorageError where there is something else."""
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
    """Whether there is a regular file at `path`, ours or not: hpsearch makes no others, and follows none.

    Raises StorageError where there is something else.
    """
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        path.absolute()  # raises FileNotFoundError in a working folder that was deleted, which says nothing of the run
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
    """Whether SQLite reads our mark.

    It opens the file by itself: where a process has a database open, any other open and close of the file lets go of
    the locks that keep it (sqlite.org/howtocorrupt.html, 2.2), and the next reader that leaves takes the log away.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        return False
    return bool(mark == int.from_bytes(DATABASE_MARK, "big"))
