"""An evaluation in words and tables, for the command and for every report."""

from collections.abc import Iterator

from hpsearch.evaluation.evaluation import Evaluation, baseline_columns
from hpsearch.report.section import Listing
from hpsearch.trials.table import short
from hpsearch.trials.uncertain import low_to_high, to_place_of

TITLES = {
    "metrics": "Metrics, with 95 % intervals",
    "targets": "RMSE of each target in its own unit",
    "classes": "Precision and recall of each class",
    "confusion": "Number of rows by their class (down) and the predicted class (across)",
    "calibration": "How sure the model is, and how often it is right",
    "residuals": "Quantiles of the residuals, prediction minus truth",
    "worst": "The rows with the largest residuals; row 1 is the first of the data",
}

OF_TARGETS = {
    "metrics": "Metrics over all targets, each divided by its standard deviation, with 95 % intervals",
    "residuals": "Quantiles of the residuals of each target, prediction minus truth",
    "worst": "The rows (1 is the first of the data) and targets with the largest residuals, in the target's deviations",
}
"""Titles of the tables with several targets."""


def listings(found: Evaluation) -> Iterator[Listing]:
    """Yield the tables of an evaluation with their titles."""
    titles = {**TITLES, **OF_TARGETS} if "targets" in found.tables else TITLES
    for name, table in found.tables.items():
        spare = tuple(reversed(baseline_columns(table))) if name == "metrics" else ()
        yield Listing(table, titles[name], spare)


def figure_sentence(found: Evaluation, metric: str) -> str:
    """Return the metric of the search on the test part: `test_error 0.021 (95 % interval 0.011 to 0.041)`.

    In place of the training loss, which is not evaluated, it is the log loss, or for numbers the first metric.
    """
    rows = {row[0]: row for row in found.tables["metrics"].rows}
    row = rows.get(metric.removeprefix("dev_"))
    if row is None and metric == "dev_loss":
        row = rows.get("log_loss") or next(iter(rows.values()), None)
    if row is None:
        return f"no {metric.replace('dev_', 'test_', 1)}"
    name, value, low, high = row[:4]
    if low is None:
        return f"test_{name} {short(value)}"
    return f"test_{name} {to_place_of((high - low) / 2, value)} (95 % interval {low_to_high(low, high)})"
