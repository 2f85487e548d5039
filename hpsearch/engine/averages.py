"""Exponentially weighted averages, with bias correction (notes §XVI; Kingma & Ba 2015, section 3)."""

import numpy as np
from numpy.typing import ArrayLike

from hpsearch.engine.arrays import Array


class Average:
    """v = βv + (1−β)θ, from v = 0;  its value is v/(1 − βᵗ), about the mean of the last 1/(1−β) θ.

    `v` is changed in place; β is a number, or a column with one value per model.

    >>> average = Average(0.9, np.zeros(2))
    >>> average.update(np.array([3.0, -1.0]))
    >>> average.v, average.value
    (array([ 0.3, -0.1]), array([ 3., -1.]))
    """

    def __init__(self, beta: float | Array, v: Array) -> None:
        self.beta = beta
        self.v = v
        self.t = 0  # number of θ so far
        self._scratch = np.empty_like(v)

    @property
    def value(self) -> Array:
        """The bias-corrected average so far. Raises ValueError before the first θ."""
        if not self.t:
            raise ValueError("nothing to average yet; expected an update first")
        value: Array = np.divide(self.v, 1 - self.beta**self.t, dtype=self.v.dtype)
        return value

    def update(self, theta: Array) -> None:
        """Add the next θ, of the shape of `v`."""
        self.t += 1
        self.v *= self.beta
        self.v += np.multiply(1 - self.beta, theta, out=self._scratch)


def update_average(average: Array, theta: Array, beta: float, t: float, scratch: Array) -> None:
    """Update a bias-corrected average in place with θ number `t`: v += (1−β)/(1−βᵗ) · (θ − v).

    It starts as the first θ. All arrays have the same shape.
    """
    np.subtract(theta, average, out=scratch)
    scratch *= (1 - beta) / (1 - beta**t)
    average += scratch


def smooth(values: ArrayLike, beta: float) -> Array:
    """Return the average after each of `values`, (t, …): a smoothed curve.

    β = 0.9 averages over about 10 values: 10 values after a step, the average is within 1/e of the new level.

    >>> smooth([2, 4], 0.5)
    array([2.        , 3.33333333])
    >>> smooth([0] * 100 + [1] * 10, 0.9)[-1].round(2)
    np.float64(0.65)
    """
    curve = np.asarray(values, np.float64)
    average = Average(beta, np.zeros(curve.shape[1:]))
    smoothed = np.empty_like(curve)
    for t, theta in enumerate(curve):
        average.update(theta)
        smoothed[t] = average.value
    return smoothed
