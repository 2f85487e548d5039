"""The columns of trials.csv, timings.csv and retrainings.csv."""

from hpsearch.records import replace
from hpsearch.runs.tables.column import NUMBER, TEXT, WHOLE_NUMBER, TableColumn
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


_OF_TRIALS = {
    column.name: replace(column, stored=column.stored.replace("trials.", "fresh_draws."))
    for column in (*TRIALS, *TIMINGS)
}

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
