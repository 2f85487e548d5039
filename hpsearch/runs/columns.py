"""The columns of the CSV tables: name, type, meaning, place in run.db, value.

`tables.py` and `rescue.py` make the tables from these declarations, and docs/run-folder.md lists them.
"""

from dataclasses import replace
from math import isfinite

from hpsearch.runs.table_columns import NUMBER, TEXT, TRUE_OR_FALSE, WHOLE_NUMBER, TableColumn
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.outcomes import Outcome

TRIALS: tuple[TableColumn[Outcome], ...] = (
    TableColumn("number", WHOLE_NUMBER, "number of the trial, from 0", "trials.number", lambda trial, _: trial.number),
    TableColumn(
        "round",
        WHOLE_NUMBER,
        "round that the trial belongs to, from 1; 0 where it was taken over from another run",
        "trials.round",
        lambda trial, _: trial.trial.round,
    ),
    TableColumn(
        "status",
        TEXT,
        "how the trial ended: complete, stopped, diverged or failed",
        "trials.status",
        lambda trial, _: str(trial.status),
    ),
    TableColumn(
        "one column per metric",
        NUMBER,
        "dev_error, dev_loss, train_error, train_loss (for regression rmse in place of error), and search.metric if it "
        "is another; with search.repeats, means over the repeats, and then the search metric's standard deviation over "
        "the repeats, such as dev_error_std; with folds, means over all rows that are held out, and then the search "
        "metric's standard deviation over the folds, such as dev_error_fold_std",
        "trials.metrics, a JSON object",
        lambda trial, name: trial.metrics.get(name),
        applies="status is complete or stopped",
        names=lambda names: names.metrics,
    ),
    TableColumn(
        "best_epoch",
        WHOLE_NUMBER,
        "epoch with the best value of the search metric, from 1; the metrics are those after the last epoch, or with "
        "patience those of this one; with search.repeats, the (lower) median of the repeats",
        "trials.best_epoch",
        lambda trial, _: trial.best_epoch,
        applies="an epoch had a result",
    ),
    TableColumn(
        "epochs_run",
        WHOLE_NUMBER,
        "number of epochs trained; with search.repeats, the longest repeat's",
        "trials.epochs_run",
        lambda trial, _: trial.epochs_run,
    ),
    TableColumn(
        "one column per searched hyperparameter",
        "as in the config; lists as JSON",
        "value of the hyperparameter that the config gives a range or choices, under its name in the config",
        "trials.settings, a JSON object",
        lambda trial, name: trial.settings.get(name),
        applies="the trial uses the hyperparameter, and its value is not null",
        names=lambda names: names.searched,
    ),
    TableColumn(
        "message",
        TEXT,
        "what was noticed during training, such as the epoch in which the loss was no longer finite, or the error",
        "trials.message",
        lambda trial, _: trial.message,
        applies="something was noticed",
    ),
    TableColumn(
        "origin",
        TEXT,
        "run and number of the trial that it was taken over from, such as runs/digits:12; only in runs that began with "
        "--from",
        "origins.origin",
        lambda trial, _: trial.origin,
        applies="the trial was not trained in this run",
        names=lambda names: ["origin"] if names.origins else [],
    ),
)
"""trials.csv: one row per trial."""

TIMINGS: tuple[TableColumn[Outcome], ...] = (
    TRIALS[0],
    TableColumn(
        "seconds",
        NUMBER,
        "seconds that a worker trained the trial, its share where it trained several at once; all repeats together",
        "trials.seconds",
        lambda trial, _: trial.seconds,
    ),
)
"""timings.csv: one row per trial; separate from trials.csv because times differ between runs."""


def _retraining(column: TableColumn[Outcome]) -> TableColumn[Outcome]:
    """Return a column of trials.csv as one of retrainings.csv."""
    return replace(column, stored=column.stored.replace("trials.", "fresh_draws."))


_OF_TRIALS = {column.name: _retraining(column) for column in (*TRIALS, *TIMINGS)}

RETRAININGS: tuple[TableColumn[Outcome], ...] = (
    _OF_TRIALS["number"],
    TableColumn(
        "repeat",
        WHOLE_NUMBER,
        "which seeds it trained with; numbers go on after those of search.repeats",
        "fresh_draws.repeat",
        lambda retraining, _: retraining.repeat,
    ),
    *(_OF_TRIALS[name] for name in ("status", "one column per metric", "message", "seconds")),
)
"""retrainings.csv, which `hpsearch report RUN --rescue DIR` writes: one row per retraining of a finalist."""

NumberedEpoch = tuple[int, EpochRecord]
"""The number of a trial, and one of its epochs."""

HISTORY: tuple[TableColumn[NumberedEpoch], ...] = (
    TableColumn("number", WHOLE_NUMBER, "number of the trial, from 0", "history.number", lambda row, _: row[0]),
    TableColumn("repeat", WHOLE_NUMBER, "repeat of the trial, from 0", "history.repeat", lambda row, _: row[1].repeat),
    TableColumn(
        "fold",
        WHOLE_NUMBER,
        "fold that holds out the rows of the dev metrics, from 0; only with data.split: {folds: …}",
        "history.repeat, which then is repeat · folds + fold",
        lambda row, _: row[1].fold,
        applies="the trials train in folds",
        names=lambda names: ["fold"] if names.folds > 1 else [],
    ),
    TableColumn(
        "branch",
        WHOLE_NUMBER,
        "branch of a training in panda mode, from 0: each rollback begins one; 0 in caviar mode",
        "history.branch",
        lambda row, _: row[1].branch,
    ),
    TableColumn("epoch", WHOLE_NUMBER, "epoch, from 1", "history.epoch", lambda row, _: row[1].epoch),
    TableColumn(
        "learning_rate",
        NUMBER,
        "learning rate in this epoch, as the schedule sets it",
        "history.learning_rate",
        lambda row, _: row[1].learning_rate,
    ),
    TableColumn(
        "train_loss",
        NUMBER,
        "loss at the end of the epoch, without dropout, on a sample of the training part no larger than the dev part",
        "history.train_loss",
        lambda row, name: row[1].metrics[name],
    ),
    TableColumn(
        "train_{headline}",
        NUMBER,
        "train_error, or train_rmse for regression, on the same sample",
        "history.train_headline",
        lambda row, name: row[1].metrics[name],
    ),
    TableColumn(
        "dev_loss",
        NUMBER,
        "loss at the end of the epoch on the dev part",
        "history.dev_loss",
        lambda row, name: row[1].metrics[name],
    ),
    TableColumn(
        "dev_{headline}",
        NUMBER,
        "dev_error, or dev_rmse for regression, at the end of the epoch",
        "history.dev_headline",
        lambda row, name: row[1].metrics[name],
    ),
    TableColumn(
        "search.metric, under its name",
        NUMBER,
        "search metric at the end of the epoch, if it is none of the four above, such as dev_f1",
        "search_metric.value",
        lambda row, name: row[1].metrics.get(name),
        applies="the epoch was stored in tables of version 7 or later",
        names=lambda names: names.metrics,
    ),
    TableColumn(
        "gradient_norm",
        NUMBER,
        "norm of the gradient in the last step of the epoch",
        "history.gradient_norm",
        lambda row, _: row[1].gradient_norm,
    ),
)
"""history.csv: one row per epoch of a finished trial."""

OWN_HISTORY: tuple[TableColumn[NumberedEpoch], ...] = (
    *(column for column in HISTORY if column.name in ("number", "repeat", "branch", "epoch")),
    TableColumn(
        "one column per metric",
        NUMBER,
        "what training code of your own gives after the epoch, under its name there",
        "own_metrics.metrics, a JSON object",
        lambda row, name: row[1].metrics.get(name),
        applies="the code gives it",
        names=lambda names: names.metrics,
    ),
)
"""history.csv of a search with `objective`: one row per epoch of a finished trial."""


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
