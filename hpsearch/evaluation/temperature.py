"""Temperature scaling: one number that calibrates probabilities (Guo et al. 2017)."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.reading import FloatArray

_LOWEST, _HIGHEST = 0.2, 5.0
_STEPS = 30
_ENOUGH = 1e-7
"""Relative change of the temperature at which the iteration stops."""

_OF_ANY_CLASS = 0.1
"""Weight of an extra row of uniform class, so that probabilities stay below 1 if no row is wrong."""

_LEAST = 1e-300


def log_loss(probabilities: FloatArray, y: NDArray[np.int64], weights: FloatArray) -> float:
    """Return the mean of −log p of each row's true class; probabilities are (rows, classes)."""
    z = np.log(np.maximum(probabilities, _LEAST))
    top = z.max(axis=1)
    sums = top + np.log(np.exp(z - top[:, None]).sum(axis=1))
    losses = sums - z[np.arange(len(y)), y]
    return float(losses @ weights / weights.sum())


def fitted_temperature(probabilities: FloatArray, y: NDArray[np.int64], weights: FloatArray) -> float:
    """Return the temperature from 0.2 to 5 with the least log loss, by Newton's method, as it is convex in 1/T.

    An extra tenth of a row with uniform class is added, so that a few rows without errors do not make it extreme.

    >>> p = np.array([[0.99, 0.01], [0.99, 0.01], [0.99, 0.01], [0.99, 0.01]])
    >>> fitted_temperature(p, np.array([0, 0, 0, 1]), np.ones(4)) > 2  # confident, and wrong in one of four
    True
    """
    z = np.log(np.maximum(probabilities, _LEAST))
    z -= z.max(axis=1, keepdims=True)
    unknown = _OF_ANY_CLASS / (len(y) + _OF_ANY_CLASS)
    own = float(((1 - unknown) * z[np.arange(len(y)), y] + unknown * z.mean(axis=1)) @ weights)
    low, high, inverse = 1 / _HIGHEST, 1 / _LOWEST, 1.0
    for _ in range(_STEPS):
        p = np.exp(inverse * z)
        p /= p.sum(axis=1, keepdims=True)
        p *= z
        mean = p.sum(axis=1)
        p *= z
        slope, curvature = float(mean @ weights) - own, float((p.sum(axis=1) - mean * mean) @ weights)
        low, high = (inverse, high) if slope < 0 else (low, inverse)
        step = inverse - slope / curvature if curvature > 0 else np.inf
        before, inverse = inverse, step if low < step < high else (low + high) / 2
        if abs(inverse - before) <= _ENOUGH * inverse:
            break
    return 1 / inverse


def at_temperature(probabilities: FloatArray, temperature: float) -> FloatArray:
    """Return the probabilities, (rows, classes), at a temperature."""
    z = np.log(np.maximum(probabilities, _LEAST)) / temperature
    made: FloatArray = np.exp(z - z.max(axis=1, keepdims=True))
    made /= made.sum(axis=1, keepdims=True)
    return made
