"""The tables of run.db with baselines, comparisons with them, and evaluations on the test part."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import astuple

from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.disk.opening import OpenFile
from hpsearch.runs.store.rows import RowValues, as_number, insert, select
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.looks import Look

_DATABASE = "run.db"

_COLUMNS = tuple(name for name in Comparison.__struct_fields__ if name != "judged")


class JudgedTables:
    """Reads and writes these tables, each change in one transaction. All methods raise StorageError."""

    folder: Path
    _connection: sqlite3.Connection
    _file: OpenFile

    def replace_baselines(self, baselines: Iterable[Baseline]) -> None:
        """Store these baselines in place of all others; comparisons with others are deleted."""
        rows = [
            (each.name, json.dumps(each.settings), json.dumps(dict(each.metrics)), each.message, float(each.seconds))
            for each in baselines
        ]
        self._replace({"comparisons": [], "baselines": rows})

    def replace_comparisons(self, comparisons: Iterable[Comparison]) -> None:
        """Store these comparisons in place of all others; the name of their model is stored in meta."""
        self._replace({"comparisons": [astuple(each)[: len(_COLUMNS)] for each in comparisons]})

    def add_look(self, look: Look) -> None:
        """Store an evaluation on the test part: when this returns, it is on disk, and counted."""
        with storage_errors(self.folder / _DATABASE):
            with self._connection as transaction:
                (before,) = transaction.execute("SELECT coalesce(max(id), 0) FROM looks").fetchone()
                insert(transaction, "looks", [(before + 1, look.number, float(look.at), json.dumps(look.found))])
            self._file.check()

    def baselines(self) -> list[Baseline]:
        """The baselines, in the order in which they were stored."""
        with storage_errors(self.folder / _DATABASE):
            return [
                Baseline(name, json.loads(settings), json.loads(metrics), message, seconds)
                for name, settings, metrics, message, seconds in select(self._connection, "baselines", "rowid")
            ]

    def comparisons(self) -> list[Comparison]:
        """The comparisons, in the order in which they were stored."""
        with storage_errors(self.folder / _DATABASE):
            rows = select(self._connection, "comparisons", "rowid")
            return [Comparison(**dict(zip(_COLUMNS, map(as_number, row), strict=True))) for row in rows]

    def looks(self) -> list[Look]:
        """The evaluations on the test part, in order of time."""
        with storage_errors(self.folder / _DATABASE):
            return [
                Look(number, at, json.loads(found)) for _, number, at, found in select(self._connection, "looks", "id")
            ]

    def _replace(self, tables: dict[str, list[RowValues]]) -> None:
        with storage_errors(self.folder / _DATABASE):
            with self._connection as transaction:
                for table, rows in tables.items():
                    transaction.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
                    insert(transaction, table, rows)
            self._file.check()
