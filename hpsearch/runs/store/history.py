"""The epochs of trials in run.db: the table history, and the search metric beside it where that is another metric."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from math import nan

from hpsearch.runs.store.rows import RowValues, insert, select
from hpsearch.trials.epochs import EpochRecord

Numbered = tuple[int, EpochRecord]
"""The number of a trial, and one of its epochs; with folds, `repeat` is repeat · folds + fold."""


def insert_epochs(connection: sqlite3.Connection, epochs: Iterable[Numbered], names: Sequence[str]) -> None:
    """Add epochs. `names` are those of the metrics: four of the table history, then perhaps the search metric."""
    stored = list(epochs)
    insert(connection, "history", (_row(number, record, names[:4]) for number, record in stored))
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
    judged = select(connection, "search_metric", order, where, given) if names[4:] else ()
    watched = {tuple(key): value for *key, value in judged}
    for number, repeat, branch, epoch, learning_rate, *metrics, gradient_norm in select(
        connection, "history", order, where, given
    ):
        key = (number, repeat, branch, epoch)
        values = [*metrics, watched[key]] if key in watched else metrics
        named = {name: _number(value) for name, value in zip(names, values, strict=False)}
        yield number, EpochRecord(repeat, branch, epoch, learning_rate, named, _number(gradient_norm))


def _row(number: int, record: EpochRecord, names: Sequence[str]) -> RowValues:
    numbers = (record.learning_rate, *(record.metrics[name] for name in names), record.gradient_norm)
    return (number, record.repeat, record.branch, record.epoch, *map(float, numbers))


def _number(value: float | None) -> float:
    """SQLite keeps NaN as NULL."""
    return nan if value is None else value
