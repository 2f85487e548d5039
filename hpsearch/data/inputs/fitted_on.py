"""The values on which quartiles and bins are fitted: all of a small training part, a sample of a large one."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.inputs.weighing import Weights
from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record

SAMPLED_ROWS = 100_000
"""Rows of a sample, enough for quantiles with an error of at most 0.3 % of the rows."""

ENOUGH_VALUES = 10_000
"""A column with fewer values in the sample, as most are missing, is fitted on all of its values."""


class FittedOn(Record, eq=False):
    """Rows of the training part x (m, n), with NaN where a value is missing, and their `weights`, (m,), if any.

    With many rows, `sample` has random ones, followed by the smallest and the largest value of each column.
    """

    x: NDArray[np.float32]
    weights: Weights | None
    sample: NDArray[np.float32]
    sample_weights: Weights | None

    @classmethod
    def of(cls, x: NDArray[np.float32], weights: Weights | None = None) -> Self:
        """Draw the rows; the draw depends only on their number."""
        if len(x) <= SAMPLED_ROWS:
            return cls(x, weights, x, weights)
        rows = drawn(len(x), SAMPLED_ROWS)
        ends = [np.fmin.reduce(x, axis=0), np.fmax.reduce(x, axis=0)]
        counting = None if weights is None else np.append(weights[rows], np.full(2, weights.min()))
        return cls(x, weights, np.vstack([x[rows], *ends]), counting)

    def column(self, place: int) -> tuple[NDArray[np.float32], Weights | None]:
        """Return the values of a column that are not missing, and their weights."""
        values, weights = _there(self.sample[:, place], self.sample_weights)
        if len(self.sample) < len(self.x) and len(values) < ENOUGH_VALUES:
            return _there(self.x[:, place], self.weights)
        return values, weights


def drawn(count: int, sample: int) -> NDArray[np.intp]:
    """Draw `sample` different numbers below `count`, ascending; the draw depends only on both."""
    return np.sort(generator(0, Purpose.FITTING).choice(count, sample, replace=False, shuffle=False))


def _there(values: NDArray[np.float32], weights: Weights | None) -> tuple[NDArray[np.float32], Weights | None]:
    there = ~np.isnan(values)
    return values[there], None if weights is None else weights[there]
