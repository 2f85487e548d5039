"""Refuse numbers that float32, in which networks compute, cannot hold, before anything is computed from them."""

from collections.abc import Sequence

import numpy as np

from hpsearch.data.columns import LARGEST, too_large
from hpsearch.data.inputs.fitting import Vector


def refuse_too_large(x: Vector, y: Vector, weights: Vector | None, columns: Sequence[str]) -> None:
    """Raise ValueError for a number of rows x (m, n), targets y (m,) or `weights` (m,) that is too large.

    Weights are too small, too, if float32 rounds each of them to 0. `columns` are the names of those of x.
    """
    outside = np.flatnonzero((np.abs(x) > LARGEST).any(axis=0))
    if outside.size:
        raise ValueError(str(too_large("X", columns[int(outside[0])])))
    if np.abs(y).max() > LARGEST:
        raise ValueError("y holds an infinite number, or one above 3e38; correct it, or take its logarithm")
    if weights is not None and weights.max() > LARGEST:
        raise ValueError(f"a sample has the weight {weights.max():g}; expected numbers from 0 to 3e38")
    if weights is not None and not weights.astype(np.float32).any():
        raise ValueError("all weights are under 1e-45, which counts as 0; multiply them by one number")


def refuse_too_far_apart(centred: Vector, columns: Sequence[str]) -> None:
    """Raise ValueError for a column of `centred` (m, n), numbers less one of them, that has too large a difference."""
    outside = np.flatnonzero((np.abs(centred) > LARGEST).any(axis=0))
    if outside.size:
        name = columns[int(outside[0])]
        raise ValueError(f"X: column {name!r} has numbers more than 3e38 apart; correct them, or take their logarithms")
