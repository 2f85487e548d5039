"""What can still be read of a damaged run.db, as CSV."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hpsearch.errors import UsageError
from hpsearch.runs.output import Output, check_folder
from hpsearch.runs.store.connection import storage_errors
from hpsearch.runs.store.database import DATABASE
from hpsearch.runs.store.rows import RowValues
from hpsearch.runs.store.salvage import salvage
from hpsearch.runs.tables import write_to
from hpsearch.trials.table import Table


def rescue(folder: Path, to: Path, *, overwrite: bool = False) -> tuple[dict[Path, int], int]:
    """Write what can be read of the run in `folder` to CSV files in `to`, which is made if need be.

    Returns how many rows each file has, and how many more were read that are damaged and left out. The run itself is
    not touched. Raises UsageError where there is no run, where `to` holds one, or a file that is not to be overwritten;
    StorageError where `to` cannot be written.
    """
    if not (folder / DATABASE).is_file():
        raise UsageError(f"{folder}: no run here (no {DATABASE})")
    check_folder(to)
    with storage_errors(to):
        to.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=to) as workplace:
            found = salvage(folder, Path(workplace))
    trials, history, retrainings = (found.good[name].rows for name in ("trials", "history", "fresh_draws"))
    tables = {
        to / "trials.csv": _trials(trials),
        to / "history.csv": _history(history, _headline(trials)),
        to / "retrainings.csv": _retrainings(retrainings),
    }
    others = {to / f"{name}.csv": Table(good.columns, tuple(good.rows)) for name, good in found.good.items()}
    tables = {**{path: table for path, table in others.items() if table.rows}, **tables}
    outputs = [(Output(path, overwrite=overwrite), table) for path, table in tables.items()]
    for output, table in outputs:
        with output.writing() as file:
            write_to(file, table)
    return {path: len(table.rows) for path, table in tables.items()}, found.damaged


def _trials(rows: Sequence[RowValues]) -> Table:
    settings, metrics = _decoded(rows, 2), _decoded(rows, 4)
    searched, measured = _names(settings), _names(metrics)
    return Table(
        ("number", "round", "status", *measured, "best_epoch", "epochs_run", *searched, "message", "seconds"),
        tuple(
            (
                *(row[0], row[1], row[3]),
                *(metrics[place].get(name) for name in measured),
                *(row[5], row[6]),
                *(settings[place].get(name) for name in searched),
                *(row[7], row[8]),
            )
            for place, row in enumerate(rows)
        ),
    )


def _history(rows: Sequence[RowValues], headline: str) -> Table:
    metrics = ("train_loss", f"train_{headline}", "dev_loss", f"dev_{headline}")
    header = ("number", "repeat", "branch", "epoch", "learning_rate", *metrics, "gradient_norm")
    return Table(header, tuple(rows))


def _retrainings(rows: Sequence[RowValues]) -> Table:
    metrics = _decoded(rows, 3)
    measured = _names(metrics)
    return Table(
        ("number", "repeat", "status", *measured, "message", "seconds"),
        tuple((*row[:3], *(metrics[place].get(name) for name in measured), *row[4:]) for place, row in enumerate(rows)),
    )


def _headline(trials: Sequence[RowValues]) -> str:
    """What history's metrics beside the losses are called: regression has RMSE, classification error."""
    return "rmse" if "dev_rmse" in _names(_decoded(trials, 4)) else "error"


def _decoded(rows: Sequence[RowValues], column: int) -> list[dict[str, Any]]:
    return [_mapping(row[column]) for row in rows]


def _mapping(text: str) -> dict[str, Any]:
    """A JSON object; an empty one where a row without a checksum does not hold one."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _names(mappings: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for mapping in mappings for name in mapping))
