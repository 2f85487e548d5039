"""The CSV tables, derived from run.db: trials.csv, history.csv, finalists.csv, timings.csv."""

from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hpsearch.runs.store.database import Database
from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.runs.store.disk.ours import check_ours
from hpsearch.runs.store.finalists import Results, finalists
from hpsearch.runs.tables.column import Names, streamed_table_of, table_of
from hpsearch.runs.tables.finalists import FINALISTS
from hpsearch.runs.tables.history import HISTORY, OWN_HISTORY
from hpsearch.runs.tables.trials import TIMINGS, TRIALS
from hpsearch.trials.folds import fold_std_name
from hpsearch.trials.repeats import std_name
from hpsearch.trials.table import StreamedTable, Table, write_csv

if TYPE_CHECKING:
    import pandas as pd


def metric_columns(results: Results) -> list[str]:
    """Return the names of the metrics in trials.csv: those of both parts, the search metric, its standard deviation.

    These are dev_error, dev_loss, train_error, train_loss (rmse in place of error for regression); then the search
    metric if it is another one; with repeats its standard deviation over them, and with folds that over folds. For the
    user's own code, the search metric comes first, then the others in the order of the first trials; names of searched
    hyperparameters are left out.
    """
    headline, metric = results.headline, results.meta("metric")
    if not headline:
        names = dict.fromkeys([metric, *(name for outcome in results.outcomes() for name in outcome.metrics)])
        return [name for name in names if name not in results.meta("searched")]
    spread = [std_name(metric)] if results.meta("repeats") > 1 else []
    spread += [fold_std_name(metric)] if results.folds > 1 else []
    return list(dict.fromkeys([f"dev_{headline}", "dev_loss", f"train_{headline}", "train_loss", metric, *spread]))


def trials_table(results: Results) -> Table:
    """Make the table of trials.csv: one row per trial, in order of number."""
    outcomes = list(results.outcomes())
    origins = any(outcome.origin for outcome in outcomes)
    names = Names(results.headline, metric_columns(results), results.meta("searched"), origins=origins)
    return table_of(TRIALS, names, outcomes)


def history_table(database: Database) -> Table:
    """Make the table of history.csv: one row per epoch of a finished trial."""
    streamed = streamed_history(database)
    return Table(streamed.header, tuple(streamed.rows))


def streamed_history(database: Database) -> StreamedTable:
    """Make the table of history.csv, whose rows are read from the database one by one."""
    if not database.headline:
        measured = dict.fromkeys(name for _, record in database.history() for name in record.metrics)
        return streamed_table_of(OWN_HISTORY, Names("", list(measured)), database.history())
    names = Names(database.headline, database.metric_names[4:], folds=database.folds)
    return streamed_table_of(HISTORY, names, database.history())


def timings_table(results: Results) -> Table:
    """Make the table of timings.csv: one row per trial."""
    return table_of(TIMINGS, Names(results.headline), results.outcomes())


def finalists_table(results: Results) -> Table:
    """Make the table of finalists.csv: one row per finalist, best first; no rows until all are retrained."""
    return table_of(FINALISTS, Names(results.headline), finalists(results))


def write_tables(database: Database) -> None:
    """Update each table of the run folder, atomically. Raises StorageError."""
    write_table(trials_table(database), database.folder / "trials.csv")
    write_table(streamed_history(database), database.folder / "history.csv")
    write_table(timings_table(database), database.folder / "timings.csv")
    write_finalists(database)


def write_finalists(database: Database) -> None:
    """Update finalists.csv, if the search has finalists. Raises StorageError."""
    if database.meta("finalists") is not None:
        write_table(finalists_table(database), database.folder / "finalists.csv")


def write_table(table: Table | StreamedTable, path: Path) -> None:
    """Replace the CSV file `path` by `table`, atomically. Raises StorageError, also if the file is not hpsearch's."""
    check_ours(path.parent, [path.name])
    with replacing(path) as file:
        write_to(file, table)


def write_to(file: BinaryIO, table: Table | StreamedTable) -> None:
    """Write `table` as CSV, in UTF-8, to an open file, which stays open."""
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    write_csv(table, text)
    text.detach()  # this writes the rest of the buffer


def as_frame(table: Table) -> "pd.DataFrame":
    """Return the table as a DataFrame."""
    import pandas as pd  # noqa: PLC0415 (0.4 s; not needed on the terminal)

    return pd.DataFrame(list(table.rows), columns=list(table.header))
