"""Rows with a checksum, so that changed bits are found, which SQLite alone would not notice."""

import sqlite3
from collections.abc import Iterable, Iterator
from math import isnan, nan
from typing import Any
from zlib import crc32

RowValues = tuple[Any, ...]


class DamagedError(Exception):
    """The database does not contain what was written to it."""


def checksum(*values: Any) -> int:
    """Return the checksum of a row of plain values: 32 bits, as in a zip file."""
    return crc32(repr(values).encode())


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[RowValues]) -> None:
    """Add `rows` to `table`, each with its checksum. A column of floats takes only floats."""
    stored = [tuple(map(_as_stored, row)) for row in rows]
    if stored:
        command = f"INSERT INTO {table} VALUES ({', '.join('?' * (len(stored[0]) + 1))})"  # noqa: S608 (our own name)
        connection.executemany(command, [(*row, checksum(*row)) for row in stored])


def select(
    connection: sqlite3.Connection, table: str, order: str = "1", where: str = "TRUE", given: RowValues = ()
) -> Iterator[RowValues]:
    """Yield the rows of `table` for which `where` holds. Raises DamagedError at the first damaged row."""
    command = f"SELECT * FROM {table} WHERE {where} ORDER BY {order}"  # noqa: S608 (our own names)
    for *values, stored in connection.execute(command, given):
        if checksum(*values) != stored:
            raise DamagedError(f"a row of {table} is not as it was written")
        yield tuple(values)


def as_number(value: Any) -> Any:
    """Return a stored number: NULL, as which SQLite stores NaN, is NaN again."""
    return nan if value is None else value


def _as_stored(value: Any) -> Any:
    """Return `value` as SQLite returns it: NaN as None, −0.0 as 0.0."""
    if isinstance(value, float):
        return None if isnan(value) else float(value) + 0.0
    return str(value) if isinstance(value, str) else value
