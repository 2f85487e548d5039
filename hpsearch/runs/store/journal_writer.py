"""What the trainer writes to panda's part of run.db."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from time import time

from msgspec.structs import asdict

from hpsearch.records import replace
from hpsearch.runs.store.disk.connection import storage_errors, to_write
from hpsearch.runs.store.disk.kept_logs import KeptLogs
from hpsearch.runs.store.disk.opening import OpenFile, opened_to_write
from hpsearch.runs.store.history import insert_epochs
from hpsearch.runs.store.journal import Checkpoint, JournalReader, next_id, transaction
from hpsearch.runs.store.rows import RowValues, insert
from hpsearch.trials.epochs import BranchEpoch, TrainerStatus
from hpsearch.trials.interventions import Intervention


class Journal(JournalReader):
    """Reads and writes panda's part of a run.db; only the trainer does. Its methods raise StorageError."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with storage_errors(self._path):
            self._quick = to_write(self._path)
            self._quick.execute("PRAGMA synchronous = NORMAL")
        self._file = OpenFile(self._path)
        self._logs = KeptLogs(folder)
        self.remarks: list[str] = []
        """Sentences that the search should show to the user."""
        self._noted: list[BranchEpoch] = []
        rows = self._rows("epochs")
        self._known = {tuple(row[1:4]) for row in rows}
        self._last = max((row[0] for row in rows), default=0)

    def _connected(self, path: Path) -> sqlite3.Connection:
        return opened_to_write(path)

    def close(self) -> None:
        """Store the epochs that were noted, and close the file."""
        try:
            self.flush()
        finally:
            with storage_errors(self._path):
                self._quick.close()
            super().close()

    @property
    def next_event(self) -> int:
        """Id of the next intervention."""
        with storage_errors(self._path):
            return next_id(self._connection, "events")

    def record(self, *interventions: Intervention) -> list[Intervention]:
        """Store interventions with consecutive ids, as the answers to their commands.

        When this returns, all of them are on disk; after an error, none is.
        """
        self.flush()
        with storage_errors(self._path), transaction(self._connection) as connection:
            first, now = next_id(connection, "events"), time()
            stored = [replace(each, id=first + place, at=now) for place, each in enumerate(interventions)]
            insert(connection, "events", map(_event_row, stored))
            insert(
                connection, "answers", [(each.command, None, each.id) for each in stored if each.command is not None]
            )
        return stored

    def refuse(self, sentences: Mapping[int, str]) -> None:
        """Store why commands are refused: a sentence by the command's id."""
        self._answer([(command, sentence, None) for command, sentence in sentences.items()])

    def accept(self, command: int) -> None:
        """Store that a command was accepted that makes no intervention."""
        self._answer([(command, None, None)])

    def note(self, epoch: BranchEpoch) -> None:
        """Keep an epoch until the next `flush`; one that is stored already is left out."""
        if epoch.place not in self._known:
            self._known.add(epoch.place)
            self._last += 1
            self._noted.append(replace(epoch, id=self._last))

    def flush(self) -> None:
        """Store the epochs that were noted, in one transaction."""
        self._look_after()
        if not self._noted:
            return
        noted, self._noted = self._noted, []
        with storage_errors(self._path), transaction(self._quick) as connection:
            insert_epochs(connection, ((each.trial, each.record) for each in noted), self.names)
            insert(connection, "epochs", map(_epoch_row, noted))

    def set_status(self, status: TrainerStatus) -> None:
        """Store what the trainer is doing, in place of its last status."""
        self._file.check()
        self._look_after()
        stated = json.dumps(asdict(replace(status, updated=time())))
        with storage_errors(self._path), transaction(self._quick) as connection:
            connection.execute("DELETE FROM live")
            insert(connection, "live", [(0, stated)])

    def add_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint whose file is complete, in place of an older one of the same epoch."""
        self.drop_checkpoints([checkpoint])
        with storage_errors(self._path), transaction(self._quick) as connection:
            insert(connection, "checkpoints", [tuple(checkpoint)])

    def drop_checkpoints(self, dropped: Iterable[Checkpoint]) -> None:
        """Delete the rows of checkpoints, whose files the caller deletes."""
        keys = [each[:3] for each in dropped]
        with storage_errors(self._path), transaction(self._quick) as connection:
            connection.executemany("DELETE FROM checkpoints WHERE number = ? AND branch = ? AND epoch = ?", keys)

    def _look_after(self) -> None:
        with storage_errors(self._path):
            self.remarks += self._logs.look_after()

    def _answer(self, answers: Iterable[RowValues]) -> None:
        with storage_errors(self._path), transaction(self._connection) as connection:
            insert(connection, "answers", answers)


def _event_row(event: Intervention) -> RowValues:
    return (
        *(event.id, event.trial, *event.moment, event.what, json.dumps(event.before), json.dumps(event.after)),
        *(event.source, event.remark, event.undoes, event.command, event.at),
    )


def _epoch_row(epoch: BranchEpoch) -> RowValues:
    record = epoch.record
    return (
        *(epoch.id, epoch.trial, record.branch, record.epoch, float(record.learning_rate), json.dumps(record.metrics)),
        *(float(record.gradient_norm), float(epoch.update_ratio), float(epoch.seconds), epoch.hash),
    )
