"""The tables of an evaluation: metrics, classes, confusion, calibration; residuals and the worst rows."""

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.inputs.weighing import quantiles
from hpsearch.evaluation.evaluation import OWN_COLUMNS
from hpsearch.evaluation.intervals import figure, wilson
from hpsearch.evaluation.judged_rows import Figures, JudgedRows
from hpsearch.evaluation.statistics import MeanStatistic
from hpsearch.metrics import METRICS, default_metric, metric_named
from hpsearch.metrics.metric import Metric
from hpsearch.trials.table import Table

BINS = 10
MOST_WORST_ROWS = 10
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
MOST_IN_CONFUSION = 30
"""Largest number of classes with a full confusion table; with more, it has the most frequent confusions."""
_ROUNDED = 1e-12
"""Calibration error up to which it is only that of rounded sums."""
MOST_PAIRS = 50
NOT_OF_PREDICTIONS = {"loss"}
"""Training metrics, which depend on more than predictions."""


def fitting_metrics(task: str, chosen: str) -> list[Metric]:
    """Return the metrics of a task: the search's own, the usual one, and the others."""
    others = [name for name, each in METRICS.items() if task in each.tasks and not each.parameter]
    names = dict.fromkeys([chosen, default_metric(task), *others])
    return [metric_named(name) for name in names if name not in NOT_OF_PREDICTIONS]


def metrics_table(
    metrics: Sequence[Metric], rows: JudgedRows, dev: Figures | None, baselines: Mapping[str, JudgedRows], seed: int
) -> Table:
    """Make a table with one row per defined metric: value, interval, dev value, and each baseline on the same rows.

    Without dev metrics there is no such column.
    """
    table = []
    for metric in metrics:
        found = figure(metric, rows, seed)
        if isfinite(found.value):
            others = [_known(each.value(metric)) for each in baselines.values()]
            on_dev = () if dev is None else (_known(dev.value(metric)),)
            table.append((found.metric, found.value, _known(found.low), _known(found.high), *on_dev, *others))
    return Table(("metric", *OWN_COLUMNS[: 3 if dev is None else 4], *baselines), tuple(table))


def classes_table(rows: JudgedRows, classes: Sequence[str]) -> Table:
    """Make a table with one row per class: precision and recall, each with its interval."""
    decided, y = rows.decided, rows.y
    header = ("class", "rows", "predicted", "precision", "precision_low", "precision_high")
    table = []
    for place, name in enumerate(classes):
        there, said = y == place, decided == place
        hits = there & said
        counts = (int(np.count_nonzero(there)), int(np.count_nonzero(said)))
        table.append((name, *counts, *_share(rows, hits, said), *_share(rows, hits, there)))
    return Table((*header, "recall", "recall_low", "recall_high"), tuple(table))


def _share(rows: JudgedRows, hits: np.ndarray, among: np.ndarray) -> tuple[float | None, float | None, float | None]:
    """Return the share of hits among some rows, with its interval; None if there are no such rows."""
    if not among.any():
        return None, None, None
    groups = None if rows.groups is None else np.unique(rows.groups[among], return_inverse=True)[1]
    some = JudgedRows(
        rows.outputs[among], rows.y[among], 1, None if rows.weights is None else rows.weights[among], groups
    )
    share = MeanStatistic.of(some, hits[among].astype(np.float64))
    return (share.mean, *wilson(share))


def confusion_table(rows: JudgedRows, classes: Sequence[str]) -> Table:
    """Count the rows of each class (`actual`) by predicted class; with many classes only frequent confusions."""
    pairs, counts = np.unique(rows.y.astype(np.int64) * len(classes) + rows.decided, return_counts=True)
    if len(classes) <= MOST_IN_CONFUSION:
        matrix = np.zeros(len(classes) ** 2, np.int64)
        matrix[pairs] = counts
        body = matrix.reshape(len(classes), -1).tolist()
        return Table(("actual", *classes), tuple((name, *row) for name, row in zip(classes, body, strict=True)))
    apart = [
        (int(count), *divmod(int(pair), len(classes)))
        for pair, count in zip(pairs, counts, strict=True)
        if pair // len(classes) != pair % len(classes)
    ]
    worst = sorted(apart, key=lambda each: -each[0])[:MOST_PAIRS]
    return Table(
        ("actual", "predicted", "rows"), tuple((classes[actual], classes[said], count) for count, actual, said in worst)
    )


def calibration_table(rows: JudgedRows) -> Table:
    """For each level of confidence: the number of rows, the mean confidence, and the share of correct predictions.

    The mean and the share are weighted; the number of rows is not.
    """
    sure, right = rows.outputs.max(axis=1), rows.decided == rows.y
    places = _levels(sure)
    table = []
    for place in np.unique(places).tolist():
        some = places == place
        mean = float(np.average(sure[some], weights=None if rows.weights is None else rows.weights[some]))
        table.append((place / BINS, (place + 1) / BINS, int(some.sum()), mean, *_share(rows, right & some, some)))
    header = ("from", "to", "rows", "mean_probability", "share_right", "share_low", "share_high")
    return Table(header, tuple(table))


def calibration_error(rows: JudgedRows) -> float:
    """Return the expected calibration error: weighted mean |confidence − accuracy| of levels (Naeini et al. 2015)."""
    sure = rows.outputs.max(axis=1)
    weights = np.ones(len(sure)) if rows.weights is None else rows.weights
    apart = np.bincount(_levels(sure), weights * (sure - (rows.decided == rows.y)))
    found = float(np.abs(apart).sum() / weights.sum())
    return found if found > _ROUNDED else 0.0


def _levels(sure: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the level of confidence of each row, from 0."""
    return np.minimum((sure * BINS).astype(np.int64), BINS - 1)


def residuals_table(rows: JudgedRows) -> Table:
    """Return weighted quantiles of the residuals, prediction minus truth."""
    found = quantiles(rows.outputs - rows.y, QUANTILES, rows.weights)
    return Table(("quantile", "residual"), tuple(zip(QUANTILES, found.tolist(), strict=True)))


def worst_table(rows: JudgedRows, places: NDArray[np.intp]) -> Table:
    """Return the rows with the largest residuals; `row` is the number in the source from 1, `places` are from 0."""
    residuals = rows.outputs - rows.y
    worst = np.argsort(-np.abs(residuals), kind="stable")[:MOST_WORST_ROWS]
    numbers = places[worst]
    return Table(
        ("row", "actual", "predicted", "residual"),
        tuple(
            (int(number) + 1, float(rows.y[row]), float(rows.outputs[row]), float(residuals[row]))
            for number, row in zip(numbers, worst, strict=True)
        ),
    )


def _known(value: float) -> float | None:
    """Return the value, or None (an empty cell) for NaN."""
    return value if isfinite(value) else None
