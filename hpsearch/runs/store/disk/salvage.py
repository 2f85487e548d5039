"""Read the undamaged rows of a damaged run.db."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from hpsearch.records import Record, replace
from hpsearch.runs.store.database import DATABASE, LOGS
from hpsearch.runs.store.disk.migration import migrate
from hpsearch.runs.store.disk.salvaged_config import salvaged_folds
from hpsearch.runs.store.rows import RowValues, checksum

PAGE = 4096
"""Bytes of a page, SQLite's default."""

PAGES_AT = 28
"""Position of the number of pages in the first page (SQLite's file format, §1.3.7)."""


LEFT_OUT = ("meta", "live")
"""Tables that are left out: the config, which is also in config.yaml, and the trainer's status."""


class KeyedColumns(Record):
    """How a table is gone through: its `columns` without the checksum, the first of which are its key."""

    columns: tuple[str, ...]
    key: int


class Good(Record):
    """The undamaged rows of a table, in order of its key."""

    columns: tuple[str, ...]
    rows: list[RowValues]


class Salvage(Record):
    """The undamaged rows of each table, and the number of damaged rows.

    `folds` is the number of folds of each trial, 1 without folds; None if the config cannot be read.
    """

    good: dict[str, Good]
    damaged: int
    folds: int | None = 1


def salvage(folder: Path, workplace: Path) -> Salvage:
    """Read the undamaged rows of the run in `folder` from a copy, made in the folder `workplace`. Raises OSError."""
    for name in (DATABASE, *LOGS[:1]):
        with suppress(FileNotFoundError):
            shutil.copyfile(folder / name, workplace / name)
    copy = workplace / DATABASE
    with closing(sqlite3.connect(":memory:")) as empty:
        migrate(empty)
        layouts, first_page = _layouts(empty), empty.serialize()[:PAGE]
    found = _read(copy, layouts)
    if not any(table.rows for table in found.good.values()) and copy.stat().st_size > PAGE:
        with copy.open("r+b") as file:  # the first page has the places of the others; perhaps only it is damaged
            file.write(_in_a_file_of(copy.stat().st_size // PAGE, first_page))
        found = _read(copy, layouts)
    return replace(found, folds=salvaged_folds(copy, folder))


def _layouts(empty: sqlite3.Connection) -> dict[str, KeyedColumns]:
    """Return the layouts of the tables of a new run.db, in which key columns come first."""
    layouts = {}
    for (table,) in empty.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        about = empty.execute(f"PRAGMA table_info({table})").fetchall()
        columns = tuple(name for _, name, *_ in about if name != "checksum")
        layouts[table] = KeyedColumns(columns, sum(place > 0 for *_, place in about))
    return {table: layout for table, layout in layouts.items() if table not in LEFT_OUT}


def _in_a_file_of(pages: int, first_page: bytes) -> bytes:
    """Return the first page of a new run.db, whose tables start on the same pages, for a file of `pages` pages."""
    return first_page[:PAGES_AT] + pages.to_bytes(4) + first_page[PAGES_AT + 4 :]


def _read(path: Path, layouts: Mapping[str, KeyedColumns]) -> Salvage:
    good, damaged = {}, 0
    for table, layout in layouts.items():
        found = {
            row[: layout.key]: row
            for direction in ("ASC", "DESC")
            for row in _until_an_error(path, table, layout, direction)
        }
        whole = {place: row[: len(layout.columns)] for place, row in found.items() if _is_whole(row, layout)}
        good[table] = Good(layout.columns, [whole[place] for place in sorted(whole)])
        damaged += len(found) - len(whole)
    return Salvage(good, damaged)


def _until_an_error(path: Path, table: str, layout: KeyedColumns, direction: str) -> Iterator[RowValues]:
    order = ", ".join(f"{column} {direction}" for column in layout.columns[: layout.key])
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # so that a truncated file is read as far as possible
        yield from connection.execute(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608 (our own names)


def _is_whole(row: RowValues, layout: KeyedColumns) -> bool:
    """Whether a row is undamaged, as far as is known: rows of version 2 have no checksum."""
    if len(row) == len(layout.columns):
        return all(isinstance(value, int) for value in row[: layout.key])
    return len(row) == len(layout.columns) + 1 and checksum(*row[:-1]) == row[-1]
