"""The ends of the numbers that training read, by which new ones that are far outside are told."""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import LARGEST
from hpsearch.data.inputs.fitting import Vector

_FLOAT32 = float(np.finfo(np.float32).max)


def ends_of(parts: Sequence[NDArray[np.float32]]) -> Vector:
    """Return the smallest and the largest value of each column of the parts, (m, n) each, in (2, n); NaN is missing.

    For a column without any value, these are the smallest and the largest number there may be.
    """
    filled = [x for x in parts if len(x)]
    ends = np.stack(
        [reduce(end, (end.reduce(x, axis=0) for x in filled)) for end in (np.fmin, np.fmax)], dtype=np.float64
    )
    return np.where(np.isnan(ends), [[-LARGEST], [LARGEST]], ends)


def near(ends: Vector) -> Vector:
    """Return two limits for each number, (2, n); values beyond them are far outside of those that training read.

    Their distance from the `ends`, the smallest and the largest value that training read, is the range of these values;
    1 if these are all equal.

    >>> near(np.array([[0.0, 5], [10, 5]]))
    array([[-10.,   4.],
           [ 20.,   6.]])
    """
    least, largest = ends
    spread = np.where(largest > least, largest - least, 1.0)
    limits: Vector = np.clip([least - spread, largest + spread], -_FLOAT32, _FLOAT32)
    return limits
