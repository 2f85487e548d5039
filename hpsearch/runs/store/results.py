"""The results of trials as rows of run.db."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from hpsearch.records import replace
from hpsearch.runs.store.history import insert_epochs
from hpsearch.runs.store.rows import RowValues, insert, select
from hpsearch.runs.store.schema import TABLES_OF_EPOCHS
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.taken_over import TakenOver


def insert_outcomes(
    connection: sqlite3.Connection, outcomes: Sequence[Outcome], metric_names: Sequence[str], folds: int
) -> None:
    """Add trials with their epochs, in place of earlier rows of the same trials.

    Epochs that panda has stored before the end of a trial are kept.
    """
    numbers = [(outcome.number,) for outcome in outcomes]
    for table in (*TABLES_OF_EPOCHS, "trials"):
        again = f"DELETE FROM {table} WHERE number = ? AND number IN (SELECT number FROM trials)"  # noqa: S608 (our own names)
        connection.executemany(again, numbers)
    insert(connection, "trials", map(_row, outcomes))
    insert_epochs(connection, (each for outcome in outcomes for each in _numbered(outcome, folds)), metric_names)


def insert_retrainings(connection: sqlite3.Connection, retrainings: Iterable[Outcome]) -> None:
    """Add retrainings of trials, without their epochs."""
    rows = (
        (each.number, each.repeat, each.status, json.dumps(each.metrics), each.message, float(each.seconds))
        for each in retrainings
    )
    insert(connection, "fresh_draws", rows)


def insert_taken_over(
    connection: sqlite3.Connection, taken: TakenOver, metric_names: Sequence[str], folds: int
) -> None:
    """Add the trials that were taken over from another run, with their origins."""
    insert_outcomes(connection, taken.outcomes, metric_names, folds)
    insert(connection, "origins", ((outcome.number, outcome.origin) for outcome in taken.outcomes))
    insert_retrainings(connection, taken.retrainings)


def select_outcomes(connection: sqlite3.Connection) -> Iterator[Outcome]:
    """Yield the finished trials in order of number, without their epochs. Raises DamagedError."""
    origins: dict[int, str] = dict(select(connection, "origins"))
    for number, round_, settings, status, metrics, best_epoch, epochs_run, message, seconds in select(
        connection, "trials", "number"
    ):
        yield Outcome(
            Trial(number, round_, json.loads(settings)),
            Status(status),
            json.loads(metrics),
            best_epoch,
            epochs_run,
            message,
            seconds=seconds,
            origin=origins.get(number, ""),
        )


def names_of_metrics(headline: str, metric: str) -> tuple[str, ...]:
    """Return the names of an epoch's metrics: the four of the table history, in order, then any other search metric.

    Empty for the user's own code, which names its metrics.
    """
    if not headline:
        return ()
    return tuple(dict.fromkeys(("train_loss", f"train_{headline}", "dev_loss", f"dev_{headline}", metric)))


def _numbered(outcome: Outcome, folds: int) -> Iterator[tuple[int, EpochRecord]]:
    if folds == 1:
        return ((outcome.number, record) for record in outcome.history)
    return ((outcome.number, replace(record, repeat=record.repeat * folds + record.fold)) for record in outcome.history)


def _row(outcome: Outcome) -> RowValues:
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
        float(outcome.seconds),
    )
