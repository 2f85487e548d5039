"""μ and σ of the training part, by blocks, in float64 (notes §X)."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import rows_at_once

Vector = NDArray[np.float64]


def shift_scale_fill(x: NDArray[np.float32], normalize: str) -> tuple[Vector, Vector, Vector]:
    """For (x − shift)/scale and what fills the gaps, each (n,); x is (m, n) with NaN where a value is missing."""
    mean, deviation, seen = moments(x)
    scale = np.where(seen, np.where(deviation > 0, deviation, 1.0), np.inf)
    if normalize == "none":
        return np.zeros_like(mean), np.where(seen, 1.0, np.inf), mean
    return mean, scale, np.zeros_like(mean)


def moments(x: NDArray[np.float32]) -> tuple[Vector, Vector, NDArray[np.bool_]]:
    """Mean and standard deviation of each column, and whether it has any value.

    A missing value counts as the mean, as it does in training. Two passes over each block, and blocks merged by
    Chan's formula (Chan et al. 1979). Sums of equal float32 are exact in float64: a constant column deviates by 0.
    """
    width = x.shape[1]
    count, mean, squares = np.zeros(width), np.zeros(width), np.zeros(width)
    step = rows_at_once(width)
    for start in range(0, len(x), step):
        block = x[start : start + step].astype(np.float64)
        there = ~np.isnan(block)
        n = there.sum(axis=0)
        np.copyto(block, 0.0, where=~there)
        block_mean = block.sum(axis=0) / np.maximum(n, 1)
        block -= block_mean
        np.square(block, out=block)
        delta = block_mean - mean
        total = np.maximum(count + n, 1)
        squares += np.sum(block, axis=0, where=there) + delta**2 * count * n / total
        mean += delta * n / total
        count += n
    return mean, np.sqrt(squares / max(len(x), 1)), count > 0
