"""run.db, where each finished trial is written in one transaction, and is on disk before it is reported."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from msgspec.structs import asdict

from hpsearch.records import replace
from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.runs.store.disk.connection import closed_on_error, storage_errors
from hpsearch.runs.store.disk.kept_logs import KeptLogs
from hpsearch.runs.store.disk.log import check_log
from hpsearch.runs.store.disk.migration import migrate
from hpsearch.runs.store.disk.opening import OpenFile, opened_to_read, opened_to_write
from hpsearch.runs.store.history import select_epochs
from hpsearch.runs.store.judged import JudgedTables
from hpsearch.runs.store.recorded import RecordedValues
from hpsearch.runs.store.results import (
    insert_outcomes,
    insert_retrainings,
    insert_taken_over,
    names_of_metrics,
    select_outcomes,
)
from hpsearch.runs.store.rows import DamagedError, insert, select
from hpsearch.runs.store.schema import TABLES
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.folds import fold_count
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.regions import AxisRegion, RoundRegion
from hpsearch.trials.taken_over import TakenOver

DATABASE = "run.db"
LOGS = (f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal")
"""The files that SQLite keeps beside run.db while it is open."""


class Database(RecordedValues, JudgedTables):
    """A run's database. One process writes, and any number of processes read at the same time."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self._file = OpenFile(folder / DATABASE)
        self.remarks: list[str] = []
        """Sentences for the person who runs the search."""
        self._logs: KeptLogs | None = None
        self.headline: str = self.meta("headline")
        self.folds: int = fold_count(self._value_or_none("config") or {})

    @classmethod
    def create(cls, folder: Path, meta: Mapping[str, Any], taken: TakenOver | None = None) -> Self:
        """Create run.db in `folder`, which is made if missing, with the results `taken` over from another run.

        `meta` has JSON values, including `headline`.

        Raises StorageError if the folder cannot be written to.
        """
        path = folder / DATABASE
        with storage_errors(path):
            folder.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(":memory:")) as memory:
                migrate(memory)
                insert(memory, "meta", ((key, json.dumps(value)) for key, value in meta.items()))
                if taken is not None:
                    names = names_of_metrics(meta["headline"], meta["metric"])
                    insert_taken_over(memory, taken, names, fold_count(meta["config"]))
                memory.commit()
                content = memory.serialize()
            for name in LOGS:  # logs of an earlier run.db, which SQLite would read as part of the new one
                (folder / name).unlink(missing_ok=True)
            with replacing(path) as file:  # so that no process finds an incomplete run.db
                file.write(content)
        return cls.reopen(folder)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the run.db of an existing run to read; an older version reads as if this version had written it.

        Raises UsageError if there is none, or one of another version; StorageError if it cannot be read.
        """
        with closed_on_error(opened_to_read(folder / DATABASE)) as connection:
            return cls(folder, connection)

    @classmethod
    def reopen(cls, folder: Path) -> Self:
        """Open the run.db of an existing run to continue it; an older version is brought up to date.

        Raises UsageError if there is none, or one of another version; StorageError if it cannot be written.
        """
        with closed_on_error(opened_to_write(folder / DATABASE)) as connection:
            database = cls(folder, connection)
            database._logs = KeptLogs(folder)
            return database

    def look_after(self) -> None:
        """Restore SQLite's logs if someone has deleted them, and add a remark. Raises StorageError."""
        if self._logs is not None:
            with storage_errors(self.folder / DATABASE):
                self.remarks += self._logs.look_after()

    def empty_log(self) -> None:
        """Copy SQLite's log into run.db, as far as other readers allow it. Raises StorageError.

        So nothing is lost if someone deletes the log and the process is killed before it notices.
        """
        with storage_errors(self.folder / DATABASE):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def close(self) -> None:
        """Close the file. Raises StorageError."""
        with storage_errors(self.folder / DATABASE):
            try:
                if self._logs is not None:
                    self.remarks += self._logs.look_after()
                    self._logs.let_go()
            finally:
                self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def check(self, tables: Sequence[str] = TABLES) -> None:
        """Read every page of the file and every row of `tables`. Raises StorageError if it is damaged."""
        with storage_errors(self.folder / DATABASE):
            check_log(self.folder / DATABASE)
            (found,) = self._connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise DamagedError(found.splitlines()[-1])
            for table in tables:  # only hpsearch's: other programs may have added tables
                for _ in select(self._connection, table):
                    pass

    def add(self, *outcomes: Outcome) -> None:
        """Store outcomes with their histories in one transaction: when this returns, all are on disk.

        Raises StorageError, and then none of them is stored.
        """
        with storage_errors(self.folder / DATABASE):
            with self._connection as transaction:
                insert_outcomes(transaction, outcomes, self.metric_names, self.folds)
            self._file.check()
            self.look_after()

    def add_retrainings(self, *outcomes: Outcome) -> None:
        """Store the outcomes of retraining stored trials with new seeds, in one transaction, without history."""
        with storage_errors(self.folder / DATABASE):
            with self._connection as transaction:
                insert_retrainings(transaction, outcomes)
            self._file.check()
            self.look_after()

    def retrainings(self) -> Iterator[Outcome]:
        """Yield the outcome of each retraining of a finalist, in order of number and repeat."""
        with storage_errors(self.folder / DATABASE):
            rows = list(select(self._connection, "fresh_draws", "number, repeat"))
            trials = {outcome.number: outcome.trial for outcome in self.outcomes()} if rows else {}
            for number, repeat, status, metrics, message, seconds in rows:
                yield Outcome(
                    trials[number],
                    Status(status),
                    json.loads(metrics),
                    message=message,
                    seconds=seconds,
                    repeat=repeat,
                )

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the finished trials in order of number, without their history. Raises StorageError."""
        with storage_errors(self.folder / DATABASE):
            yield from select_outcomes(self._connection)

    def history(self, trial: int | None = None) -> Iterator[tuple[int, EpochRecord]]:
        """Yield (number of the trial, epoch) for all finished trials, or for one, by number, repeat, branch, epoch."""
        with storage_errors(self.folder / DATABASE):
            epochs = select_epochs(self._connection, self.metric_names, trial)
            if self.folds == 1:
                yield from epochs
                return
            for number, record in epochs:
                repeat, fold = divmod(record.repeat, self.folds)
                yield number, replace(record, repeat=repeat, fold=fold)

    def seconds_on_the_way(self) -> list[float]:
        """Return the seconds of each epoch of unfinished trials; only panda, which stores single epochs, has any."""
        with storage_errors(self.folder / DATABASE):
            unfinished = "number NOT IN (SELECT number FROM trials)"
            return [seconds for *_, seconds, _hash in select(self._connection, "epochs", "id", unfinished)]

    def add_region(self, round_: int, region: RoundRegion) -> None:
        """Store the region from which round `round_` (from 1) is drawn. Raises StorageError."""
        axes = json.dumps([asdict(axis) for axis in region.axes])
        with storage_errors(self.folder / DATABASE):
            with self._connection as transaction:
                insert(transaction, "regions", [(round_, region.start, axes)])
            self._file.check()
            self.look_after()

    def regions(self) -> dict[int, RoundRegion]:
        """Return the region of each round by its number; a round drawn from the whole space has none."""
        with storage_errors(self.folder / DATABASE):
            return {
                round_: RoundRegion(start, tuple(AxisRegion(**axis) for axis in json.loads(axes)))
                for round_, start, axes in select(self._connection, "regions", "round")
            }

    @property
    def metric_names(self) -> tuple[str, ...]:
        """Names of an epoch's metrics: the four of the table history, in order, then the search metric if different.

        Empty for the user's own code, which names its metrics.
        """
        return names_of_metrics(self.headline, self.meta("metric"))
