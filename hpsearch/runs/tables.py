"""The tables that people open, derived from run.db: trials.csv, history.csv, finalists.csv, timings.csv."""

from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from hpsearch.runs.store.atomic import replacing
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.finalists import Results, finalists_table
from hpsearch.runs.store.ours import check_ours
from hpsearch.trials.repeats import std_name
from hpsearch.trials.table import Table, write_csv


def metric_columns(results: Results) -> list[str]:
    """dev_error, dev_loss, train_error, train_loss (or rmse for error), and the search metric if another.

    With repeats, the search metric's spread over them follows.
    """
    headline, metric = results.headline, results.meta("metric")
    spread = [std_name(metric)] if results.meta("repeats") > 1 else []
    return list(dict.fromkeys([f"dev_{headline}", "dev_loss", f"train_{headline}", "train_loss", metric, *spread]))


def trials_table(results: Results) -> Table:
    """One row a trial, in order of number; searched hyperparameters under their config names."""
    metrics, searched = metric_columns(results), results.meta("searched")
    return Table(
        ("number", "round", "status", *metrics, "best_epoch", "epochs_run", *searched, "message"),
        tuple(
            (
                *(outcome.number, outcome.trial.round, str(outcome.status)),
                *(outcome.metrics.get(name) for name in metrics),
                *(outcome.best_epoch, outcome.epochs_run),
                *(outcome.trial.settings.get(name) for name in searched),
                outcome.message,
            )
            for outcome in results.outcomes()
        ),
    )


def history_table(database: Database) -> Table:
    """One row an epoch of a finished trial."""
    headline = database.headline
    metrics = ("train_loss", f"train_{headline}", "dev_loss", f"dev_{headline}")
    return Table(
        ("number", "repeat", "branch", "epoch", "learning_rate", *metrics, "gradient_norm"),
        tuple(
            (
                *(number, record.repeat, record.branch, record.epoch, record.learning_rate),
                *(record.metrics[name] for name in metrics),
                record.gradient_norm,
            )
            for number, record in database.history()
        ),
    )


def timings_table(results: Results) -> Table:
    """What the clock said, kept apart because it differs from run to run."""
    return Table(("number", "seconds"), tuple((outcome.number, outcome.seconds) for outcome in results.outcomes()))


def write_tables(database: Database) -> None:
    """Write each of the tables at once. Raises StorageError."""
    for name, derive in {"trials": trials_table, "history": history_table, "timings": timings_table}.items():
        write_table(derive(database), database.folder / f"{name}.csv")
    write_finalists(database)


def write_finalists(database: Database) -> None:
    """Write the table of the finalists, if the search is to have any. Raises StorageError."""
    if database.meta("finalists") is not None:
        write_table(finalists_table(database), database.folder / "finalists.csv")


def write_table(table: Table, path: Path) -> None:
    """Write one table at once. Raises StorageError, also where a file that is none of ours stands in its place."""
    check_ours(path.parent, [path.name])
    with replacing(path) as file:
        write_to(file, table)


def write_to(file: BinaryIO, table: Table) -> None:
    """Write one table as CSV to a file that is open."""
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    write_csv(table, text)
    text.detach()  # which writes what it still holds
