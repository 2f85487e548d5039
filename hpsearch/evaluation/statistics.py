"""Metrics as functions of how often each unit is drawn, for fast bootstrap."""

from collections.abc import Callable
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.metrics.actual import Need
from hpsearch.metrics.counts import ClassCounts, CountMetric
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.metric import Metric
from hpsearch.metrics.predictions import as_outputs
from hpsearch.records import Record

FloatArrays = NDArray[np.float64]
OfMean = Callable[[FloatArrays], FloatArrays]
"""A function of the mean of each resample, (resamples,)."""

MOST_COUNTED = 100
"""Largest number of classes that are counted per unit; more would need much memory."""


class Statistic(Protocol):
    """Computes the value of a metric on resamples of some rows."""

    def values(self, counts: FloatArrays) -> FloatArrays:
        """Return the value of each resample, (resamples,), from the counts of units, (resamples, units)."""


class MeanStatistic(Record, eq=False):
    """The mean of a number of each row, or a function of it, `follows`; rows are summed by unit.

    `sums` are those of weight × number, `weights` those of the weights, (units,).
    """

    sums: FloatArrays
    weights: FloatArrays
    follows: OfMean = lambda mean: mean

    @classmethod
    def of(
        cls,
        rows: JudgedRows,
        each: NDArray[np.floating],
        follows: OfMean = lambda mean: mean,
    ) -> Self:
        """Make the statistic for the mean of `each`, (rows,)."""
        weights = np.ones(len(each)) if rows.weights is None else rows.weights
        if rows.groups is None:
            return cls(weights * each, weights, follows)
        return cls(_sums(rows.groups, weights * each), _sums(rows.groups, weights), follows)

    @property
    def mean(self) -> float:
        """The mean of `each` over all rows, by their weights."""
        return float(self.sums.sum() / self.weights.sum())

    @property
    def standard_error(self) -> float:
        """The standard error of the mean, from the deviations of the units."""
        n = len(self.sums)
        apart = self.sums - self.mean * self.weights
        return float(np.sqrt(np.square(apart).sum() * n / max(n - 1, 1)) / self.weights.sum())

    def values(self, counts: FloatArrays) -> FloatArrays:
        """Return the value of each resample, by one matrix product."""
        return self.follows(counts @ self.sums / (counts @ self.weights))

    def studentized(self, counts: FloatArrays) -> FloatArrays:
        """Return (mean of the resample − mean of all) / standard error of the resample, (resamples,)."""
        n, s, w = counts.shape[1], self.sums, self.weights
        moments = counts @ np.stack([s, w, s * s, s * w, w * w], axis=1)
        total, weight, squares, products, weights = moments.T
        mean = total / weight
        spread = np.maximum(squares - 2 * mean * products + mean * mean * weights, 0) * n / max(n - 1, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            t: FloatArrays = (mean - self.mean) * weight / np.sqrt(spread)
        return t


class CountStatistic(Record, eq=False):
    """A metric of class counts: `hits`, `predicted` and `present` of each unit, (units, classes)."""

    metric: CountMetric
    hits: FloatArrays
    predicted: FloatArrays
    present: FloatArrays
    positive: int

    @classmethod
    def of(cls, metric: CountMetric, rows: JudgedRows) -> Self:
        """Make the statistic from the counts of the rows' units."""
        classes, decided, y = rows.outputs.shape[1], rows.decided, rows.y.astype(np.int64)
        weights = np.ones(len(y)) if rows.weights is None else rows.weights
        units = int(rows.units.max()) + 1

        def count(chosen: NDArray[np.int64], weights: FloatArrays) -> FloatArrays:
            places = rows.units * classes + chosen
            return _sums(places, weights, units * classes).reshape(units, classes)

        return cls(
            metric, count(y, weights * (decided == y)), count(decided, weights), count(y, weights), rows.positive
        )

    def values(self, counts: FloatArrays) -> FloatArrays:
        """Return the value of each resample, by three matrix products."""
        hits, predicted, present = (counts @ each for each in (self.hits, self.predicted, self.present))
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.metric.of_counts(ClassCounts(hits, predicted, present, self.positive))


class JudgedStatistic(Record, eq=False):
    """Any other metric, computed on one resample after the other."""

    judge: Callable[..., float]
    units: NDArray[np.intp]
    weights: FloatArrays | None

    def values(self, counts: FloatArrays) -> FloatArrays:
        """Return the value of each resample, NaN if undefined."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.array([self.judge(self._weights(each)) for each in counts])

    def _weights(self, counts: FloatArrays) -> FloatArrays:
        of_rows = counts[self.units]
        return of_rows if self.weights is None else of_rows * self.weights


def statistic_of(metric: Metric, rows: JudgedRows) -> MeanStatistic | CountStatistic | JudgedStatistic:
    """Return the metric as a statistic of the rows; by matrix products if it depends on means or counts only."""
    metric = rows.fitting(metric)
    if isinstance(metric, MeanMetric) and metric.needs == Need.NOTHING and rows.deviations is None:
        reading, outputs, actual = as_outputs(rows.outputs, rows.y, rows.positive, rows.least)
        each = metric.of_each(reading, outputs, actual)[0].astype(np.float64)
        return MeanStatistic.of(rows, each, lambda mean: metric.of_mean(mean, reading, actual))
    if isinstance(metric, CountMetric) and rows.outputs.shape[1] <= MOST_COUNTED:
        return CountStatistic.of(metric, rows)
    return JudgedStatistic(rows.judge(metric), rows.units, rows.weights)


def _sums(places: NDArray[np.intp], numbers: FloatArrays, least: int = 0) -> FloatArrays:
    """Return the sum of the numbers at each place."""
    return np.bincount(places, numbers, minlength=least).astype(np.float64, copy=False)
