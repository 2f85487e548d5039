"""Temperature scaling: one number that makes probabilities as sure as they are right (Guo et al. 2017)."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.reading import FloatArray

_LOWEST, _HIGHEST = np.log(0.2), np.log(5.0)
_GOLDEN = (np.sqrt(5) - 1) / 2
_STEPS = 40
_LEAST = 1e-300


def log_loss(probabilities: FloatArray, y: NDArray[np.int64], weights: FloatArray, temperature: float = 1.0) -> float:
    """The mean of −log p of each row's own class at a temperature; probabilities are (rows, classes)."""
    z = np.log(np.maximum(probabilities, _LEAST)) / temperature
    top = z.max(axis=1)
    sums = top + np.log(np.exp(z - top[:, None]).sum(axis=1))
    losses = sums - z[np.arange(len(y)), y]
    return float(losses @ weights / weights.sum())


def fitted_temperature(probabilities: FloatArray, y: NDArray[np.int64], weights: FloatArray) -> float:
    """The temperature from 0.2 to 5 with the least log loss, by golden section in its logarithm.

    >>> p = np.array([[0.99, 0.01], [0.99, 0.01], [0.99, 0.01], [0.99, 0.01]])
    >>> fitted_temperature(p, np.array([0, 0, 0, 1]), np.ones(4)) > 2  # it was sure, and wrong once in four
    True
    """
    low, high = float(_LOWEST), float(_HIGHEST)

    def loss(logarithm: float) -> float:
        return log_loss(probabilities, y, weights, float(np.exp(logarithm)))

    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    of_a, of_b = loss(a), loss(b)
    for _ in range(_STEPS):
        if of_a <= of_b:
            high, b, of_b = b, a, of_a
            a = high - _GOLDEN * (high - low)
            of_a = loss(a)
        else:
            low, a, of_a = a, b, of_b
            b = low + _GOLDEN * (high - low)
            of_b = loss(b)
    return float(np.exp((low + high) / 2))


def at_temperature(probabilities: FloatArray, temperature: float) -> FloatArray:
    """The probabilities, (rows, classes), at a temperature."""
    z = np.log(np.maximum(probabilities, _LEAST)) / temperature
    made: FloatArray = np.exp(z - z.max(axis=1, keepdims=True))
    made /= made.sum(axis=1, keepdims=True)
    return made
