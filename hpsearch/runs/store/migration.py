"""From any version of run.db to this one's, in one transaction."""

import sqlite3

from hpsearch.errors import UsageError
from hpsearch.runs.store.rows import DamagedError, checksum
from hpsearch.runs.store.schema import MIGRATIONS, OLDEST, VERSION


def version(connection: sqlite3.Connection) -> int:
    """The version of the tables that are there. Raises DamagedError, or UsageError where they are none of ours."""
    row = connection.execute("SELECT * FROM meta WHERE key = 'version'").fetchone()
    if row is None or (len(row) > 2 and checksum(*row[:-1]) != row[-1]):
        raise DamagedError("its version cannot be read")
    number = int(row[1])
    if number < OLDEST:
        raise UsageError(
            f"written by an older hpsearch (tables of version {number}, here {OLDEST} to {VERSION}); "
            "read it with that one, or start anew with --overwrite"
        )
    if number > VERSION:
        raise UsageError(
            f"written by a newer hpsearch (tables of version {number}, here {OLDEST} to {VERSION}); update hpsearch"
        )
    return number


def migrate(connection: sqlite3.Connection, before: int = OLDEST - 1) -> None:
    """Take the steps from version `before`, by default from nothing, to this one: all of them or none."""
    connection.create_function("checksum", -1, checksum, deterministic=True)
    marked = f"INSERT OR REPLACE INTO meta VALUES ('version', '{VERSION}', checksum('version', '{VERSION}'))"  # noqa: S608
    try:
        connection.executescript("\n;".join(["BEGIN IMMEDIATE", *MIGRATIONS[before - OLDEST + 1 :], marked, "COMMIT"]))
    except BaseException:  # also Ctrl-C: all steps are taken or none
        connection.rollback()
        raise
