"""The rows of a damaged run.db that are as they were written."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from hpsearch.store.database import DATABASE, LOGS
from hpsearch.store.migration import migrate
from hpsearch.store.rows import Values, checksum

PAGE = 4096
"""Bytes of a page, the size that SQLite takes by default."""

PAGES_AT = 28
"""Where the first page says how many there are (SQLite's file format, §1.3.7)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is gone through: its `key`, and how many `columns` it has without the checksum."""

    key: tuple[str, ...]
    columns: int


LAYOUTS = {
    "trials": Layout(("number",), 9),
    "history": Layout(("number", "repeat", "branch", "epoch"), 10),
    "fresh_draws": Layout(("number", "repeat"), 6),
}


@dataclass(frozen=True, slots=True)
class Salvage:
    """The good rows of each table in order, and how many were read that are not."""

    good: dict[str, list[Values]]
    damaged: int


def salvage(folder: Path, workplace: Path) -> Salvage:
    """What can be read of the run in `folder`, from a copy in `workplace`. Raises OSError."""
    for name in (DATABASE, *LOGS[:1]):
        with suppress(FileNotFoundError):
            shutil.copyfile(folder / name, workplace / name)
    copy = workplace / DATABASE
    found = _read(copy)
    if not any(found.good.values()) and copy.stat().st_size > PAGE:
        with copy.open("r+b") as file:  # the first page says where the others belong: perhaps it is all that is damaged
            file.write(_first_page(copy.stat().st_size // PAGE))
        found = _read(copy)
    return found


def _first_page(pages: int) -> bytes:
    """That of a new run.db, where the tables begin on the same pages, in a file of so many."""
    with closing(sqlite3.connect(":memory:")) as memory:
        migrate(memory)
        page = bytearray(memory.serialize()[:PAGE])
    page[PAGES_AT : PAGES_AT + 4] = pages.to_bytes(4)
    return bytes(page)


def _read(path: Path) -> Salvage:
    good, damaged = {}, 0
    for table, layout in LAYOUTS.items():
        length = len(layout.key)
        found = {row[:length]: row for direction in ("ASC", "DESC") for row in _until_an_error(path, table, direction)}
        whole = {place: row[: layout.columns] for place, row in found.items() if _is_whole(row, layout)}
        good[table] = [whole[place] for place in sorted(whole)]
        damaged += len(found) - len(whole)
    return Salvage(good, damaged)


def _until_an_error(path: Path, table: str, direction: str) -> Iterator[Values]:
    order = ", ".join(f"{column} {direction}" for column in LAYOUTS[table].key)
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # a file that is too short is read as far as it goes
        yield from connection.execute(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608 (our own names)


def _is_whole(row: Values, layout: Layout) -> bool:
    """Whether a row is as it was written, as far as can be told: those of version 2 have no checksum."""
    if len(row) == layout.columns:
        return all(isinstance(value, int) for value in row[: len(layout.key)])
    return len(row) == layout.columns + 1 and checksum(*row[:-1]) == row[-1]
