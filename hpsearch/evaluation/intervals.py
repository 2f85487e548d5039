"""95 % confidence intervals of metrics, chosen by their coverage on small test sets.

For a share, such as the error: Wilson (1927), with the effective number of rows. For a mean, or a function of it: the
studentized bootstrap (Efron & Tibshirani 1993, ch. 12), because squared errors are skewed. For any other metric: the
bias-corrected and accelerated bootstrap (BCa, Efron 1987) with quantiles of Student's t (Hesterberg 2015).
"""

from math import isfinite, nan, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.evaluation.resampling import Resamples
from hpsearch.evaluation.statistics import FloatArrays, MeanStatistic, Statistic, statistic_of
from hpsearch.metrics.metric import CLASSIFICATION, Metric
from hpsearch.records import Record
from hpsearch.trials.intervals import COVERAGE, t_quantile

NORMAL = NormalDist()
Z = NORMAL.inv_cdf((1 + COVERAGE) / 2)
_MOST_DEGREES = 1_000
"""Degrees of freedom from which the normal distribution replaces Student's t."""

SHARES = {"error", "accuracy"}
_MOST = 8.0
"""Largest distance of an end from the mean in standard errors: if one row dominates the mean, resamples without it say
nothing about the end."""

_BLOCKS = 200
"""Largest number of blocks that the jackknife leaves out in turn."""

_ENOUGH = 100
"""Smallest number of resamples with a value for an interval."""


class MeasuredMetric(Record):
    """A metric's value with its 95 % interval; the ends are NaN if there is none."""

    metric: str
    value: float
    low: float = nan
    high: float = nan


def figure(metric: Metric, rows: JudgedRows, seed: int) -> MeasuredMetric:
    """Return the metric on the rows, with an interval that includes it. The value is NaN if it is undefined."""
    value = rows.value(metric)
    if not isfinite(value):
        return MeasuredMetric(metric.full_name, nan)
    statistic = statistic_of(metric, rows)
    if not isinstance(statistic, MeanStatistic):
        low, high = _of_any(metric, value, statistic, rows, seed)
    elif metric.name in SHARES:
        ends = wilson(statistic)
        low, high = sorted(statistic.follows(np.array(ends)).tolist())
    else:
        ends = studentized(statistic, Resamples(len(statistic.sums), seed))
        low, high = sorted(statistic.follows(np.maximum(ends, 0)).tolist())
    return MeasuredMetric(metric.full_name, value, min(low, value), max(high, value))


def wilson(share: MeanStatistic) -> tuple[float, float]:
    """Return the interval of a share (Wilson 1927).

    For weighted or grouped rows, the number of rows is the one that gives the share's actual standard error.
    """
    units, p = len(share.sums), share.mean
    n, z = float(units), Z
    if (share.weights != 1).any():
        error = share.standard_error
        n = p * (1 - p) / error**2 if error > 0 else share.weights.sum() ** 2 / np.square(share.weights).sum()
        z = t_or_normal(units - 1)
    middle, half = (p + z * z / (2 * n)), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return max(0.0, min(low, p)), min(1.0, max(high, p))  # despite rounding, the interval includes p


def studentized(mean: MeanStatistic, resamples: Resamples) -> tuple[float, float]:
    """Return the interval of a mean by the studentized bootstrap; NaN if there are too few different units."""
    error = mean.standard_error
    if resamples.units < 2 or not error > 0:
        return nan, nan
    t = np.concatenate([mean.studentized(counts) for counts in resamples])
    t = t[~np.isnan(t)]
    if len(t) < _ENOUGH:
        return nan, nan
    low, high = np.clip(np.quantile(t, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2], method="nearest"), -_MOST, _MOST)
    return mean.mean - error * float(high), mean.mean - error * float(low)


def _of_any(metric: Metric, value: float, statistic: Statistic, rows: JudgedRows, seed: int) -> tuple[float, float]:
    units = int(rows.units.max()) + 1
    resamples = Resamples(units, seed)
    values = np.concatenate([statistic.values(counts) for counts in resamples])
    values = values[np.isfinite(values)]
    if units < 2 or len(values) < _ENOUGH:
        return nan, nan
    if CLASSIFICATION in metric.tasks and value in (0.0, 1.0):  # all resamples have the same value
        least = max(1, int(np.unique(rows.y, return_counts=True)[1].min()))
        return wilson(MeanStatistic(np.full(least, value), np.ones(least)))
    left_out = statistic.values(_left_out(units))
    left_out = left_out[np.isfinite(left_out)]
    return bca(value, values, left_out, units) if left_out.size > 1 else (nan, nan)


def bca(value: float, resampled: FloatArrays, jackknife: FloatArrays, units: int) -> tuple[float, float]:
    """Return the BCa interval: two quantiles of the resampled values, corrected for bias and skewness.

    `jackknife` are finite values, each without a block of units.
    """
    ordered = np.sort(resampled)
    below = (np.count_nonzero(ordered < value) + np.count_nonzero(ordered == value) / 2) / len(ordered)
    bias = NORMAL.inv_cdf(min(max(below, 1 / len(ordered)), 1 - 1 / len(ordered)))
    apart = jackknife.mean() - jackknife
    squares = float(np.square(apart).sum()) ** 1.5
    acceleration = float((apart**3).sum()) / (6 * squares) if squares > 0 else 0.0
    end = t_or_normal(units - 1) * sqrt(units / (units - 1))

    def moved(z: float) -> float:
        return NORMAL.cdf(bias + (bias + z) / (1 - acceleration * (bias + z)))

    low, high = np.quantile(ordered, [moved(-end), moved(end)])
    return float(low), float(high)


def _left_out(units: int) -> NDArray[np.float64]:
    """Return the count of each unit when one block of units is left out, (blocks, units)."""
    blocks = min(units, _BLOCKS)
    counts = np.ones((blocks, units))
    counts[np.arange(units) * blocks // units, np.arange(units)] = 0
    return counts


def t_or_normal(degrees: int) -> float:
    """Return half the width of a 95 % interval in standard errors, for some degrees of freedom."""
    return t_quantile(max(1, degrees)) if degrees < _MOST_DEGREES else Z
