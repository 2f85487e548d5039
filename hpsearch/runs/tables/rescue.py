"""Write the rows of a damaged run.db that can still be read to CSV files."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hpsearch.errors import UsageError
from hpsearch.runs.folder.output import Output, check_folder
from hpsearch.runs.store.database import DATABASE, LOGS
from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.disk.recognition import stands_at
from hpsearch.runs.store.disk.salvage import salvage
from hpsearch.runs.store.rows import RowValues
from hpsearch.runs.tables.column import Names, table_of
from hpsearch.runs.tables.history import HISTORY
from hpsearch.runs.tables.tables import write_to
from hpsearch.runs.tables.trials import RETRAININGS, TIMINGS, TRIALS
from hpsearch.trials.folds import fold_std_name
from hpsearch.trials.outcomes import Outcome, Trial
from hpsearch.trials.table import Table


def rescue(folder: Path, to: Path, *, overwrite: bool = False) -> tuple[dict[Path, int], int]:
    """Write the readable rows of the run in `folder` to CSV files in the folder `to`, which is made if it is missing.

    Return how many rows each file has, and how many rows were left out because they are damaged. The run itself is not
    changed. Raises UsageError if there is no run, if `to` holds a run or a file that may not be overwritten, and
    StorageError if a file of the run is a link or no regular file, or if `to` cannot be written.
    """
    if not stands_at(folder / DATABASE):
        raise UsageError(f"{folder}: no run here (no {DATABASE})")
    stands_at(folder / LOGS[0])  # is read too
    check_folder(to)
    with storage_errors(to):
        to.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=to) as workplace:
            found = salvage(folder, Path(workplace))
    good = dict(found.good)
    trials, history, retrainings = (good.pop(name).rows for name in ("trials", "history", "fresh_draws"))
    folds = found.folds or (None if _has_folds(trials) else 1)
    tables = {
        to / f"{name}.csv": _folds_apart(Table(each.columns, tuple(each.rows)), folds)
        for name, each in good.items()
        if each.rows
    }
    tables |= {
        to / "trials.csv": _trials(trials),
        to / "history.csv": _folds_apart(_history(history, _headline(trials)), folds),
        to / "retrainings.csv": _retrainings(retrainings),
    }
    outputs = [(Output(path, overwrite=overwrite), table) for path, table in tables.items()]
    for output, table in outputs:
        with output.writing() as file:
            write_to(file, table)
    return {path: len(table.rows) for path, table in tables.items()}, found.damaged


def _trials(rows: Sequence[RowValues]) -> Table:
    """Make trials.csv from rows of the table trials, with all metrics and settings, and the seconds."""
    outcomes = [
        Outcome(
            Trial(number, round_, _mapping(settings)), status, _mapping(metrics), best, epochs, message, seconds=seconds
        )
        for number, round_, settings, status, metrics, best, epochs, message, seconds in rows
    ]
    searched = _names([outcome.settings for outcome in outcomes])
    return table_of((*TRIALS, TIMINGS[-1]), Names("", _measured(outcomes), searched), outcomes)


def _history(rows: Sequence[RowValues], headline: str) -> Table:
    """Make history.csv from rows of the table history, which has its columns in the same order."""
    return Table(table_of(HISTORY, Names(headline), []).header, tuple(rows))


def _folds_apart(table: Table, folds: int | None) -> Table:
    """Split `repeat`, which is repeat · folds + fold in run.db, into the columns `repeat` and `fold`.

    If the number of folds is unknown, one column has both, and is named so.
    """
    if "repeat" not in table.header or folds == 1:
        return table
    place = table.header.index("repeat")
    names = ("repeat", "fold") if folds else ("repeat * folds + fold",)
    rows = (
        (*row[:place], *(divmod(row[place], folds) if folds else row[place : place + 1]), *row[place + 1 :])
        for row in table.rows
    )
    return Table((*table.header[:place], *names, *table.header[place + 1 :]), tuple(rows))


def _has_folds(trials: Sequence[RowValues]) -> bool:
    """Whether a trial has the standard deviation of a metric over folds."""
    return any(name.endswith(fold_std_name("")) for name in _names([_mapping(row[4]) for row in trials]))


def _retrainings(rows: Sequence[RowValues]) -> Table:
    """Make retrainings.csv from rows of the table fresh_draws."""
    outcomes = [
        Outcome(Trial(number, 0, {}), status, _mapping(metrics), message=message, seconds=seconds, repeat=repeat)
        for number, repeat, status, metrics, message, seconds in rows
    ]
    return table_of(RETRAININGS, Names("", _measured(outcomes)), outcomes)


def _headline(trials: Sequence[RowValues]) -> str:
    """Return the metric beside the loss in history.csv: rmse for regression, else error."""
    return "rmse" if "dev_rmse" in _names([_mapping(row[4]) for row in trials]) else "error"


def _measured(outcomes: Sequence[Outcome]) -> list[str]:
    return _names([outcome.metrics for outcome in outcomes])


def _mapping(text: str) -> dict[str, Any]:
    """Parse a JSON object; return an empty one if a row without a checksum holds something else."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _names(mappings: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for mapping in mappings for name in mapping))
