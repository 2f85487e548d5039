"""Compute shift, scale and fill values from the training part, by blocks, in float64 (notes §X)."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.ahead import in_turn
from hpsearch.data.columns import CELLS_AT_ONCE, rows_at_once
from hpsearch.data.inputs.fitted_on import FittedOn
from hpsearch.data.inputs.weighing import quantiles, weighted_moments
from hpsearch.records import Record

Vector = NDArray[np.float64]
NORMALIZE = ("standard", "robust", "none")

_LARGEST = float(np.finfo(np.float32).max)

FARTHEST = 1e12
"""The largest scaled number that a network gets: far outside of any training part, and finite after its products."""

_CELLS_AT_ONCE = 1 << 15
"""Cells that are normalised at once, so that temporary arrays stay in the L1/L2 cache."""


class Scaling(Record, eq=False):
    """z = (x − shift)/scale, each (n,), and `fill` where x is missing; `bent` is z/√(1 + (z/3)²) after that.

    A constant column has scale 1, and one without any value in the training part has scale ∞, which makes it 0.
    """

    shift: Vector
    scale: Vector
    fill: Vector
    bent: bool = False

    def at(self, column: int) -> "Scaling":
        """Return the scaling of one column."""
        one = slice(column, column + 1)
        return Scaling(self.shift[one], self.scale[one], self.fill[one], self.bent)

    def undone(self, z: Vector) -> Vector:
        """Return the x that is scaled to z, (n, …), a row for each column; infinite for z at the limit of bending."""
        with np.errstate(divide="ignore", invalid="ignore"):
            unbent = z / np.sqrt(np.maximum(1 - np.square(z / 3), 0)) if self.bent else z
            x: Vector = self.shift[:, None] + np.where(z == 0, 0.0, unbent * self.scale[:, None])
        return x

    def apply(self, x: NDArray[np.float32], limit: float = _LARGEST) -> None:
        """Normalise x (m, n) in place, block by block, limit it to ±`limit`, and fill missing values."""
        for _ in in_turn(self._apply_within, ((block, limit) for block in _blocks(x))):
            pass

    def _apply_within(self, block: NDArray[np.float32], limit: float) -> None:
        for some in _blocks(block, _CELLS_AT_ONCE):
            z = some.astype(np.float64)
            z -= self.shift
            z /= self.scale
            if self.bent:
                z /= _bend(z)
            np.clip(z, -limit, limit, out=z)  # an outlier of a later part must not become infinite
            np.copyto(z, self.fill, where=np.isnan(z))
            some[...] = z


def _bend(z: Vector) -> Vector:
    """Return √(1 + (z/3)²) in a new array."""
    bend = z / 3
    np.square(bend, out=bend)
    bend += 1
    return np.sqrt(bend, out=bend)


def scaling(x: NDArray[np.float32], normalize: str, pivots: Vector, weights: Vector | None = None) -> Scaling:
    """Fit the scaling to the training part x (m, n), stored as differences from `pivots`; NaN is missing.

    robust: (x − median)/(q75 − q25), if these differ, with outliers compressed (Holzmüller et al. 2024). `weights`,
    (m,), are the weights of the rows, if any.
    """
    mean, deviation, seen = moments(x) if weights is None else weighted_moments(x, weights)
    scale = np.where(seen, np.where(deviation > 0, deviation, 1.0), np.inf)
    if normalize == "none":
        return Scaling(-pivots, np.where(seen, 1.0, np.inf), mean + pivots)
    if normalize == "standard":
        return Scaling(mean, scale, np.zeros_like(mean))
    median, spread = _quartiles(FittedOn.of(x, weights), x.shape[1])
    shift = np.where(seen, median, 0.0)
    scale = np.where(spread > 0, spread, scale)
    z = (mean - shift) / scale
    return Scaling(shift, scale, z / np.sqrt(1 + np.square(z / 3)), bent=True)


def _quartiles(fitted_on: FittedOn, columns: int) -> tuple[Vector, Vector]:
    """Return the median of each column, and its interquartile range; 0 if there is no value."""

    def quartiles(column: int) -> Vector:
        values, weights = fitted_on.column(column)
        if not values.size:
            return np.zeros(3)
        return quantiles(values.astype(np.float64), (0.25, 0.5, 0.75), weights)

    low, median, high = np.array([*in_turn(quartiles, ((column,) for column in range(columns)))]).reshape(-1, 3).T
    return median, high - low


def moments(x: NDArray[np.float32]) -> tuple[Vector, Vector, NDArray[np.bool_]]:
    """Return mean and standard deviation of each column, and whether it has any value.

    A missing value counts as the mean, as it does in training. Two passes over each block, and blocks merged by
    Chan's formula (Chan et al. 1979). Sums of equal float32 are exact in float64: a constant column deviates by 0.
    """
    count, mean, squares = np.zeros((3, x.shape[1]))
    for n, block_mean, block_squares in in_turn(_moments_within, ((block,) for block in _blocks(x))):
        delta = block_mean - mean
        total = np.maximum(count + n, 1)
        squares += block_squares + delta**2 * count * n / total
        mean += delta * n / total
        count += n
    return mean, np.sqrt(squares / max(len(x), 1)), count > 0


def _moments_within(block: NDArray[np.float32]) -> tuple[NDArray[np.intp], Vector, Vector]:
    """Return the number of values of each column, their mean, and the sum of squared distances from it."""
    values = block.astype(np.float64)
    there = ~np.isnan(values)
    n = there.sum(axis=0)
    np.copyto(values, 0.0, where=~there)
    mean = values.sum(axis=0) / np.maximum(n, 1)
    values -= mean
    np.square(values, out=values)
    return n, mean, np.sum(values, axis=0, where=there)


def _blocks(x: NDArray[np.float32], cells: int = CELLS_AT_ONCE) -> Iterator[NDArray[np.float32]]:
    """Yield views of x (m, n), in blocks of rows that fit into the processor's cache."""
    step = rows_at_once(x.shape[1], cells)
    return (x[start : start + step] for start in range(0, len(x), step))
