"""run.db: every finished trial in one transaction, on disk before it counts."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from math import nan
from pathlib import Path
from typing import Any, Self

from hpsearch.errors import StorageError, UsageError
from hpsearch.outcomes import EpochRecord, Outcome, Status, Trial
from hpsearch.store.schema import SCHEMA, VERSION

DATABASE = "run.db"


class Database:
    """A run's database. One process writes; any number read while it does."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, headline: str) -> None:
        self.folder = folder
        self.headline = headline
        self._connection = connection

    @classmethod
    def create(cls, folder: Path, meta: Mapping[str, Any]) -> Self:
        """A new run.db in `folder`, which is made if need be; `meta` holds JSON values, `headline` among them.

        Raises StorageError where the folder cannot be written to.
        """
        with _storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            starting = folder / f".{DATABASE}.starting"
            starting.unlink(missing_ok=True)
            with closing(_connect(starting, "rwc")) as connection, connection:
                connection.executescript(f"PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL; BEGIN; {SCHEMA}")
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)",
                    [("version", str(VERSION)), *((key, json.dumps(value)) for key, value in meta.items())],
                )
            with starting.open("rb+") as file:
                os.fsync(file.fileno())
            starting.replace(folder / DATABASE)  # whoever finds a run.db finds it whole
            return cls(folder, _connect(folder / DATABASE, "rw"), meta["headline"])

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The run.db of an existing run. Raises UsageError where there is none, StorageError where it is unreadable."""
        path = folder / DATABASE
        if not path.is_file():
            raise UsageError(
                f"{folder}: no run here (no {DATABASE}); start one with `hpsearch run CONFIG --out {folder}`"
            )
        with _storage_errors(folder):
            connection = _connect(path, "rw")
            meta = dict(connection.execute("SELECT key, value FROM meta"))
            if int(meta["version"]) != VERSION:
                raise UsageError(
                    f"{path}: written by another version of hpsearch (schema {meta['version']}, here {VERSION})"
                )
            return cls(folder, connection, json.loads(meta["headline"]))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def meta(self, key: str) -> Any:
        """A value that `create` was given."""
        with _storage_errors(self.folder), closing(self._connection.cursor()) as cursor:
            return json.loads(cursor.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    def change(self, key: str, value: Any) -> None:
        """Give `key` of meta another value."""
        with _storage_errors(self.folder), self._connection as transaction:
            transaction.execute("UPDATE meta SET value = ? WHERE key = ?", (json.dumps(value), key))

    def add(self, *outcomes: Outcome) -> None:
        """Store outcomes with their histories in one transaction: when this returns, all are on disk."""
        rows = [self._row(outcome) for outcome in outcomes]
        history = [row for outcome in outcomes for row in self._history_rows(outcome)]
        with _storage_errors(self.folder), self._connection as transaction:
            transaction.executemany("INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            transaction.executemany("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", history)

    def add_fresh_draws(self, *draws: Outcome) -> None:
        """Store what stored trials came to on further draws, in one transaction, without history."""
        rows = [
            (draw.number, draw.repeat, draw.status, json.dumps(draw.metrics), draw.message, draw.seconds)
            for draw in draws
        ]
        with _storage_errors(self.folder), self._connection as transaction:
            transaction.executemany("INSERT INTO fresh_draws VALUES (?, ?, ?, ?, ?, ?)", rows)

    def fresh_draws(self) -> Iterator[Outcome]:
        """What finalists came to on each of their further draws, in order of number and repeat."""
        with _storage_errors(self.folder):
            rows = self._connection.execute(
                "SELECT number, repeat, round, settings, f.status, f.metrics, f.message, f.seconds "
                "FROM fresh_draws f JOIN trials USING (number) ORDER BY number, repeat"
            ).fetchall()
        for number, repeat, round_, settings, status, metrics, message, seconds in rows:
            yield Outcome(
                Trial(number, round_, json.loads(settings)),
                Status(status),
                json.loads(metrics),
                message=message,
                seconds=seconds,
                repeat=repeat,
            )

    def outcomes(self) -> Iterator[Outcome]:
        """The finished trials in order of number, without their history."""
        with _storage_errors(self.folder):
            rows = self._connection.execute("SELECT * FROM trials ORDER BY number").fetchall()
        for number, round_, settings, status, metrics, best_epoch, epochs_run, message, seconds in rows:
            yield Outcome(
                Trial(number, round_, json.loads(settings)),
                Status(status),
                json.loads(metrics),
                best_epoch,
                epochs_run,
                message,
                seconds=seconds,
            )

    def history(self) -> Iterator[tuple[int, EpochRecord]]:
        """Each epoch of each finished trial, with the trial's number, in order."""
        with _storage_errors(self.folder):
            rows = self._connection.execute("SELECT * FROM history ORDER BY number, repeat, branch, epoch")
            names = self._metric_names
            for number, repeat, branch, epoch, learning_rate, *metrics, gradient_norm in rows:
                named = dict(zip(names, map(_number, metrics), strict=True))
                yield number, EpochRecord(repeat, branch, epoch, learning_rate, named, _number(gradient_norm))

    @staticmethod
    def _row(outcome: Outcome) -> tuple[Any, ...]:
        trial = outcome.trial
        return (
            trial.number,
            trial.round,
            json.dumps(trial.settings),
            outcome.status,
            json.dumps(outcome.metrics),
            outcome.best_epoch,
            outcome.epochs_run,
            outcome.message,
            outcome.seconds,
        )

    def _history_rows(self, outcome: Outcome) -> Iterator[tuple[Any, ...]]:
        names = self._metric_names
        for record in outcome.history:
            yield (
                outcome.number,
                record.repeat,
                record.branch,
                record.epoch,
                record.learning_rate,
                *(record.metrics[name] for name in names),
                record.gradient_norm,
            )

    @property
    def _metric_names(self) -> tuple[str, str, str, str]:
        return ("train_loss", f"train_{self.headline}", "dev_loss", f"dev_{self.headline}")


def _number(value: float | None) -> float:
    """SQLite keeps NaN as NULL."""
    return nan if value is None else value


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=30)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


@contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"{folder}: {error}; nothing that was reported is lost: "
            "make room, or make the folder writable, and run again with --resume"
        ) from error
