"""The table meta of run.db: values that a run records about itself, by key."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hpsearch.runs.store import keys
from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.recorded_facts import RecordedFacts
from hpsearch.runs.store.rows import checksum, select
from hpsearch.trials.ensembles import EnsembleRecord
from hpsearch.trials.outcomes import Settings

_DATABASE = "run.db"


class RecordedValues(RecordedFacts):
    """Reads and writes the table meta, each change in one transaction. All methods raise StorageError."""

    folder: Path
    _connection: sqlite3.Connection

    def meta(self, key: str) -> Any:
        """Return the value of a `key` that every run has. Raises StorageError if it is missing."""
        with storage_errors(self.folder / _DATABASE):
            values: dict[str, str] = dict(select(self._connection, "meta", where="key = ?", given=(key,)))
            return json.loads(values[key])

    @property
    def model_checksum(self) -> str | None:
        """SHA-256 of best.safetensors; None if that is not recorded."""
        return self._value_or_none(keys.MODEL_CHECKSUM)  # type: ignore[no-any-return]

    @property
    def budget(self) -> Mapping[str, Any]:
        """The decisions of the time budget, with `trials: auto`; empty in other searches, and before the first."""
        return self._value_or_none(keys.BUDGET) or {}

    @property
    def first_round(self) -> int | None:
        """The planned number of trials of the first round; None if no round was split in two."""
        return self._value_or_none(keys.FIRST_ROUND)  # type: ignore[no-any-return]

    @property
    def began_from(self) -> str | None:
        """The run whose trials this one took over when it began; None if it took over none."""
        return self._value_or_none(keys.BEGAN_FROM)  # type: ignore[no-any-return]

    @property
    def tried_first(self) -> list[Settings]:
        """The settings of an earlier run's winner, to try first."""
        return list(self._value_or_none(keys.TRIED_FIRST) or ())

    def _value_or_none(self, key: str) -> Any:
        """Return the value of `key`; None if there is none."""
        with storage_errors(self.folder / _DATABASE):
            rows = list(select(self._connection, "meta", where="key = ?", given=(key,)))
            return json.loads(rows[0][1]) if rows else None

    def record_model(self, number: int, checksum: str) -> None:
        """Store the number of the trial whose model is in best.safetensors, and the SHA-256 of that file."""
        self._store({keys.SAVED_MODEL: number, keys.MODEL_CHECKSUM: checksum})

    @property
    def coming_ensemble(self) -> EnsembleRecord | None:
        """The last record that was announced before its file was written; None if none was."""
        known = self._value_or_none(keys.COMING_ENSEMBLE)
        return None if known is None else EnsembleRecord.of(known)

    @property
    def compared(self) -> Mapping[str, str]:
        """The model that was compared with the baselines: `sha256` and `judged`; empty before, and in older runs."""
        return self._value_or_none(keys.COMPARED) or {}

    def record_ensemble(self, record: EnsembleRecord) -> None:
        """Store the record of ensemble.safetensors: its networks and metrics."""
        self._store({keys.ENSEMBLE: record.as_json()})

    def change(self, key: str, value: Any) -> None:
        """Replace the value of `key`, or add it."""
        self._store({key: value})

    def _store(self, values: Mapping[str, Any]) -> None:
        with storage_errors(self.folder / _DATABASE), self._connection as transaction:
            for row in ((key, json.dumps(value)) for key, value in values.items()):
                transaction.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", (*row, checksum(*row)))
