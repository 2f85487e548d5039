"""The columns of finalists.csv."""

from math import isfinite

from hpsearch.runs.tables.column import NUMBER, TRUE_OR_FALSE, WHOLE_NUMBER, TableColumn
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.intervals import ConfidenceInterval


def _known(interval: ConfidenceInterval | None, end: str) -> float | None:
    """Return `middle`, `low` or `high` of an interval; None if there is none, or if it is infinite."""
    value: float | None = None if interval is None else getattr(interval, end)
    return value if value is not None and isfinite(value) else None


_NONE_FAILED = "no retraining of it diverged or failed"
_SEVERAL = f"{_NONE_FAILED}, and there are 2 or more"
_RETRAINED = "computed from fresh_draws.metrics"

FINALISTS: tuple[TableColumn[Finalist], ...] = (
    TableColumn("rank", WHOLE_NUMBER, "rank, from 1 for the winner", _RETRAINED, lambda finalist, _: finalist.rank),
    TableColumn(
        "number", WHOLE_NUMBER, "number of the trial, from 0", "fresh_draws.number", lambda finalist, _: finalist.number
    ),
    TableColumn(
        "repeats",
        WHOLE_NUMBER,
        "number of times the trial was retrained, each time with new seeds",
        "number of its rows in fresh_draws",
        lambda finalist, _: finalist.retrainings,
    ),
    TableColumn(
        "mean",
        NUMBER,
        "mean of search.metric over the retrainings",
        _RETRAINED,
        lambda finalist, _: _known(finalist.interval, "middle"),
        _NONE_FAILED,
    ),
    TableColumn(
        "low",
        NUMBER,
        "lower end of the 95 % confidence interval of the mean",
        _RETRAINED,
        lambda finalist, _: _known(finalist.interval, "low"),
        _SEVERAL,
    ),
    TableColumn(
        "high",
        NUMBER,
        "upper end of the 95 % confidence interval of the mean",
        _RETRAINED,
        lambda finalist, _: _known(finalist.interval, "high"),
        _SEVERAL,
    ),
    TableColumn(
        "tied_with_first",
        TRUE_OR_FALSE,
        "whether the retrainings do not distinguish it from the winner: the interval of the difference contains 0",
        _RETRAINED,
        lambda finalist, _: finalist.tied_with_first,
    ),
    TableColumn(
        "difference",
        NUMBER,
        "its mean less the winner's; retrainings of both with the same seed are compared with each other",
        _RETRAINED,
        lambda finalist, _: _known(finalist.difference, "middle"),
        f"it is not the winner, and {_NONE_FAILED}",
    ),
    TableColumn(
        "difference_low",
        NUMBER,
        "lower end of the 95 % confidence interval of the difference",
        _RETRAINED,
        lambda finalist, _: _known(finalist.difference, "low"),
        f"it is not the winner, and {_SEVERAL}",
    ),
    TableColumn(
        "difference_high",
        NUMBER,
        "upper end of the 95 % confidence interval of the difference",
        _RETRAINED,
        lambda finalist, _: _known(finalist.difference, "high"),
        f"it is not the winner, and {_SEVERAL}",
    ),
)
"""finalists.csv: one row per finalist, best first."""
