"""Statistics of rows that do not all count the same: a row of weight 2 counts as two equal rows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import rows_at_once

Weights = NDArray[np.float64]


def weighted_moments(
    x: NDArray[np.float32], weights: Weights
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Mean and standard deviation of each column of x (m, n), and whether it has any value; NaN is a missing one.

    A missing value counts as the mean, as in training. A constant column deviates by exactly 0.
    """
    width, step = x.shape[1], rows_at_once(x.shape[1])
    count, sums, squares = np.zeros(width), np.zeros(width), np.zeros(width)
    low, high = np.full(width, np.nan), np.full(width, np.nan)
    parts = [slice(start, start + step) for start in range(0, len(x), step)]
    for part in parts:
        block = x[part].astype(np.float64)
        count += weights[part] @ ~np.isnan(block)
        sums += weights[part] @ np.nan_to_num(block, nan=0.0)
        low, high = np.fmin(low, np.fmin.reduce(block, axis=0)), np.fmax(high, np.fmax.reduce(block, axis=0))
    mean = np.where(low == high, low, sums / np.where(count > 0, count, 1))
    mean = np.where(count > 0, mean, 0.0)
    for part in parts:
        squares += weights[part] @ np.nan_to_num(np.square(x[part] - mean), nan=0.0)
    return mean, np.sqrt(squares / weights.sum()), count > 0


def quantiles(
    values: NDArray[np.float64], levels: Sequence[float] | NDArray[np.float64], weights: Weights | None
) -> NDArray[np.float64]:
    """The quantiles of `values`, (m,), at `levels` from 0 to 1, linear between two values that follow each other.

    With whole weights, those of the values each as often as it weighs; weights below 1 count in units of the smallest.

    >>> quantiles(np.array([1.0, 2.0, 4.0]), [0.5], np.array([1.0, 1.0, 2.0]))
    array([3.])
    """
    if weights is None:
        return np.asarray(np.quantile(values, levels))
    order = np.argsort(values, kind="stable")
    after = np.cumsum(weights[order])
    one = min(1.0, float(weights.min()))
    places = np.maximum.accumulate(np.stack([after - weights[order], after - one], axis=1).ravel())
    found: NDArray[np.float64] = np.interp(np.asarray(levels) * (after[-1] - one), places, np.repeat(values[order], 2))
    return found
