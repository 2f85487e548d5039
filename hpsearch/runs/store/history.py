"""The epochs of trials in run.db: the table history, and tables of metrics that have no column there."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from math import nan

from hpsearch.runs.store.rows import RowValues, as_number, insert, select
from hpsearch.trials.epochs import EpochRecord

Numbered = tuple[int, EpochRecord]
"""The number of a trial, and one of its epochs; with folds, `repeat` is repeat · folds + fold."""


def insert_epochs(connection: sqlite3.Connection, epochs: Iterable[Numbered], names: Sequence[str]) -> None:
    """Add epochs.

    `names` are those of the metrics: four of the table history, then perhaps the search metric; empty for the user's
    own code, whose metrics are stored with their own names.
    """
    stored = list(epochs)
    insert(connection, "history", (_row(number, record, names[:4]) for number, record in stored))
    if not names:
        own = (
            (number, record.repeat, record.branch, record.epoch, json.dumps(record.metrics))
            for number, record in stored
        )
        insert(connection, "own_metrics", own)
    for name in names[4:]:
        values = (
            (number, record.repeat, record.branch, record.epoch, float(record.metrics[name]))
            for number, record in stored
            if name in record.metrics
        )
        insert(connection, "search_metric", values)


def select_epochs(connection: sqlite3.Connection, names: Sequence[str], trial: int | None = None) -> Iterator[Numbered]:
    """Yield all epochs, or those of one trial, by number, repeat, branch, epoch. Raises DamagedError."""
    order = "number, repeat, branch, epoch"
    where, given = ("TRUE", ()) if trial is None else ("number = ?", (trial,))
    watched = _InStep(select(connection, "search_metric", order, where, given) if names[4:] else iter(()))
    own = _InStep(iter(()) if names else select(connection, "own_metrics", order, where, given))
    for number, repeat, branch, epoch, learning_rate, *metrics, gradient_norm in select(
        connection, "history", order, where, given
    ):
        key = (number, repeat, branch, epoch)
        values = (*metrics, *watched.at(key))
        named = {name: as_number(value) for name, value in zip(names, values, strict=False)}
        for text in own.at(key):
            named = json.loads(text)
        yield number, EpochRecord(repeat, branch, epoch, learning_rate, named, as_number(gradient_norm))


class _InStep:
    """Rows of a second table with values for some epochs, read in step with the epochs to save memory."""

    def __init__(self, rows: Iterator[RowValues]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def at(self, key: RowValues) -> RowValues:
        """Return the value for (number, repeat, branch, epoch), if there is one; keys must be given in order."""
        while self._next is not None and self._next[:4] < key:
            self._next = next(self._rows, None)
        return self._next[4:] if self._next is not None and self._next[:4] == key else ()


def _row(number: int, record: EpochRecord, names: Sequence[str]) -> RowValues:
    metrics = [record.metrics[name] for name in names] if names else [nan] * 4
    numbers = (record.learning_rate, *metrics, record.gradient_norm)
    return (number, record.repeat, record.branch, record.epoch, *map(float, numbers))
