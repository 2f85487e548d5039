"""Migrate any version of run.db to the present one, in one transaction."""

import sqlite3

from hpsearch.errors import UsageError
from hpsearch.runs.store.rows import DamagedError, checksum
from hpsearch.runs.store.schema import MIGRATIONS, OLDEST, VERSION


def version(connection: sqlite3.Connection) -> int:
    """Return the version of the tables. Raises DamagedError, or UsageError for a version that cannot be read."""
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
    """Apply all migration steps after version `before`, by default from an empty database, or none of them."""
    connection.create_function("checksum", -1, checksum, deterministic=True)
    marked = f"INSERT OR REPLACE INTO meta VALUES ('version', '{VERSION}', checksum('version', '{VERSION}'))"  # noqa: S608
    with connection:  # which rolls all steps back if one fails
        connection.executescript("\n;".join(["BEGIN IMMEDIATE", *MIGRATIONS[before - OLDEST + 1 :], marked, "COMMIT"]))
