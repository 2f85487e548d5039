"""The columns of history.csv."""

from hpsearch.runs.tables.column import NUMBER, WHOLE_NUMBER, TableColumn
from hpsearch.trials.epochs import EpochRecord

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
