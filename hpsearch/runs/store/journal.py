"""Panda's tables in run.db: commands and answers, interventions, epochs, checkpoints, and the trainer's status.

The trainer writes all of them except commands, which any process may add. An intervention and the answer to its command
are on disk before they take effect. Epochs and the status are stored a few times a second, and epochs also before the
outcome of their trial; epochs that were not stored are trained again after an interruption.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import time
from typing import Any, NamedTuple, Self

from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.disk.opening import opened_to_read, opened_to_write
from hpsearch.runs.store.rows import RowValues, as_number, insert, select
from hpsearch.trials.epochs import BranchEpoch, EpochRecord, TrainerStatus
from hpsearch.trials.interventions import Intervention, Moment
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.requests import Change, as_stored, from_stored


class Command(NamedTuple):
    """A change that someone requested.

    `given` is the time, the same for all commands that are sent together.
    """

    id: int
    change: Change
    source: str
    remark: str
    given: float


class Answer(NamedTuple):
    """The answer to a command: the `intervention` that it led to, or the reason why it was refused."""

    command: int
    refusal: str | None
    intervention: Intervention | None


class Checkpoint(NamedTuple):
    """A file in checkpoints/ that holds a model at the end of an epoch, with its hash."""

    trial: int
    branch: int
    epoch: int
    file: str
    sha256: str


class JournalRecords:
    """Reads panda's part of a run.db through a connection that its caller opened and closes."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection

    def interventions(self, after: int = 0) -> list[Intervention]:
        """Return the interventions of all trials whose id is above `after`, in order."""
        return [_intervention(row) for row in self._rows("events", "id", "id > ?", after)]

    def epochs(self, after: int = 0) -> list[BranchEpoch]:
        """Return the epochs of all trials and branches whose id is above `after`, in the order of their training."""
        return [
            BranchEpoch(
                trial,
                EpochRecord(0, branch, epoch, rate, json.loads(metrics), as_number(norm)),
                *(hash_, seconds, as_number(ratio), id_),
            )
            for id_, trial, branch, epoch, rate, metrics, norm, ratio, seconds, hash_ in self._rows(
                "epochs", "id", "id > ?", after
            )
        ]

    def status(self) -> TrainerStatus | None:
        """Return the trainer's last status; None if it has not stored one yet. Unknown fields are left out."""
        for _, stated in self._rows("live"):
            known = TrainerStatus.__struct_fields__
            return TrainerStatus(**{name: value for name, value in json.loads(stated).items() if name in known})
        return None

    def _rows(self, table: str, order: str = "1", where: str = "TRUE", *given: Any) -> list[RowValues]:
        with storage_errors(self._path):
            return list(select(self._connection, table, order, where, given))


class JournalReader(JournalRecords):
    """Reads panda's part of a run's database while the trainer writes.

    Raises UsageError if there is no run, StorageError if it cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / DATABASE
        with Database.open(folder) as database:
            self.names = database.metric_names
            self.config: dict[str, Any] = database.meta("config")
            self.ranking = Ranking(database.meta("metric"), database.meta("maximize"))
        super().__init__(path, self._connected(path))
        self._version: int | None = None

    def _connected(self, path: Path) -> sqlite3.Connection:
        return opened_to_read(path)

    @property
    def mode(self) -> str:
        """The mode of the search, caviar or panda."""
        mode: str = self.config["search"]["mode"]
        return mode

    def close(self) -> None:
        """Close the file. Raises StorageError."""
        with storage_errors(self._path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def news(self) -> bool:
        """Whether another process has written to run.db since the last call; fast."""
        with storage_errors(self._path):
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        changed: bool = version != self._version
        self._version = version
        return changed

    def progress(self) -> tuple[int, int]:
        """Return the number of finished trials and the number of planned ones."""
        sizes = next(json.loads(row[1]) for row in self._rows("meta", where="key = 'round_sizes'"))
        return len(self._rows("trials", "number")), sum(sizes)

    def unanswered(self) -> list[Command]:
        """Return the commands without an answer, in order."""
        rows = self._rows("commands", "id", "id NOT IN (SELECT command FROM answers)")
        return [Command(id_, from_stored(change), *rest) for id_, change, *rest in rows]

    def answer(self, command: int) -> Answer | None:
        """Return the answer to a command; None while it waits."""
        rows = self._rows("answers", "command", "command = ?", command)
        if not rows:
            return None
        _, refusal, event = rows[0]
        found = [] if event is None else [_intervention(row) for row in self._rows("events", "id", "id = ?", event)]
        return Answer(command, refusal, found[0] if found else None)

    def checkpoints(self, trial: int) -> list[Checkpoint]:
        """Return the checkpoints of a trial in order of branch and epoch."""
        return [Checkpoint(*row) for row in self._rows("checkpoints", "branch, epoch", "number = ?", trial)]


def _intervention(row: RowValues) -> Intervention:
    id_, trial, branch, epoch, step, what, before, after, source, remark, undoes, command, at = row
    values, moment = (json.loads(before), json.loads(after)), Moment(branch, epoch, step)
    return Intervention(trial, moment, what, *values, source, remark, undoes, command, id_, at)


def give(folder: Path, changes: Sequence[tuple[Change, str]], source: str) -> list[int]:
    """Add commands to a run, each with a remark, in one transaction, on disk when this returns; return their ids."""
    path = folder / DATABASE
    with closing(opened_to_write(path)) as connection, storage_errors(path), transaction(connection):
        first, now = next_id(connection, "commands"), time()
        ids = range(first, first + len(changes))
        rows = [
            (id_, as_stored(change), source, remark, now) for id_, (change, remark) in zip(ids, changes, strict=True)
        ]
        insert(connection, "commands", rows)
    return list(ids)


def next_id(connection: sqlite3.Connection, table: str) -> int:
    """Return the id that the next row of `table` gets."""
    (last,) = connection.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()  # noqa: S608 (our own name)
    return int(last) + 1


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run the `with` block as one transaction, while which no other process can write."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield connection
