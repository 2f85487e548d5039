"""A metric as a function of how often each unit is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.metrics.actual import Need
from hpsearch.metrics.counts import ClassCounts, CountMetric
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.metric import Metric
from hpsearch.metrics.predictions import as_outputs

FloatArrays = NDArray[np.float64]
OfMean = Callable[[FloatArrays], FloatArrays]
"""What follows from the mean of each resample, (resamples,)."""

MOST_COUNTED = 100
"""With more, the counts of each class of each unit would need much memory."""


class Statistic(Protocol):
    """The value of a metric on any resample of some rows."""

    def values(self, counts: FloatArrays) -> FloatArrays:
        """The value of each resample, (resamples,), where each unit was drawn so often, (resamples, units)."""


@dataclass(frozen=True, slots=True, eq=False)
class MeanStatistic:
    """The mean of a number of each row, or what `follows` from that mean; of each unit the sums over its rows.

    `sums` are of weight × number, `weights` those of the weights, (units,).
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
        """The mean of `each`, (rows,)."""
        weights = np.ones(len(each)) if rows.weights is None else rows.weights
        if rows.groups is None:
            return cls(weights * each, weights, follows)
        return cls(_sums(rows.groups, weights * each), _sums(rows.groups, weights), follows)

    @property
    def mean(self) -> float:
        """The mean of all rows."""
        return float(self.sums.sum() / self.weights.sum())

    @property
    def standard_error(self) -> float:
        """The standard error of that mean, by the units' distances from it."""
        n = len(self.sums)
        apart = self.sums - self.mean * self.weights
        return float(np.sqrt(np.square(apart).sum() * n / max(n - 1, 1)) / self.weights.sum())

    def values(self, counts: FloatArrays) -> FloatArrays:
        """One product for all resamples."""
        return self.follows(counts @ self.sums / (counts @ self.weights))

    def studentized(self, counts: FloatArrays) -> FloatArrays:
        """How many of its own standard errors the mean of each resample is from the mean of all, (resamples,)."""
        n, s, w = counts.shape[1], self.sums, self.weights
        moments = counts @ np.stack([s, w, s * s, s * w, w * w], axis=1)
        total, weight, squares, products, weights = moments.T
        mean = total / weight
        spread = np.maximum(squares - 2 * mean * products + mean * mean * weights, 0) * n / max(n - 1, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            t: FloatArrays = (mean - self.mean) * weight / np.sqrt(spread)
        return t


@dataclass(frozen=True, slots=True, eq=False)
class CountStatistic:
    """A metric of the counts of each class: `hits`, `predicted` and `present` of each unit, (units, classes)."""

    metric: CountMetric
    hits: FloatArrays
    predicted: FloatArrays
    present: FloatArrays
    positive: int

    @classmethod
    def of(cls, metric: CountMetric, rows: JudgedRows) -> Self:
        """The counts of the rows' units."""
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
        """Three products for all resamples."""
        hits, predicted, present = (counts @ each for each in (self.hits, self.predicted, self.present))
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.metric.of_counts(ClassCounts(hits, predicted, present, self.positive))


@dataclass(frozen=True, slots=True, eq=False)
class JudgedStatistic:
    """Any other metric, judged on one resample after the other."""

    judge: Callable[..., float]
    units: NDArray[np.intp]
    weights: FloatArrays | None

    def values(self, counts: FloatArrays) -> FloatArrays:
        """The value of each resample, NaN where it has none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.array([self.judge(self._weights(each)) for each in counts])

    def _weights(self, counts: FloatArrays) -> FloatArrays:
        of_rows = counts[self.units]
        return of_rows if self.weights is None else of_rows * self.weights


def statistic_of(metric: Metric, rows: JudgedRows) -> MeanStatistic | CountStatistic | JudgedStatistic:
    """The metric as a statistic of the rows: products for all resamples where it follows from means or counts."""
    if isinstance(metric, MeanMetric) and metric.needs == Need.NOTHING and rows.deviations is None:
        reading, outputs, actual = as_outputs(rows.outputs, rows.y, rows.positive)
        each = metric.of_each(reading, outputs, actual)[0].astype(np.float64)
        return MeanStatistic.of(rows, each, lambda mean: metric.of_mean(mean, reading, actual))
    if isinstance(metric, CountMetric) and rows.outputs.shape[1] <= MOST_COUNTED:
        return CountStatistic.of(metric, rows)
    return JudgedStatistic(rows.judge(metric), rows.units, rows.weights)


def _sums(places: NDArray[np.intp], numbers: FloatArrays, least: int = 0) -> FloatArrays:
    """The sum of the numbers at each place."""
    return np.bincount(places, numbers, minlength=least).astype(np.float64, copy=False)
