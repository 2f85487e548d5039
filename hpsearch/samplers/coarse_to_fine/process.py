"""A Gaussian process over the unit cube, which predicts the cost of new settings from the trials so far.

The kernel is Matérn 5/2 with one length scale per axis (Rasmussen & Williams 2006, §4.2 and §5.4.1). To draw a
posterior function, a prior function is drawn and then corrected by the observed values (Wilson et al. 2020; random
features: Rahimi & Recht 2007).
"""

from collections.abc import Callable
from math import log, sqrt

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hpsearch.records import Record
from hpsearch.samplers.coarse_to_fine.arrays import Floats

Groups = NDArray[np.intp]

WAVES = 256  # cosine waves that add up to a drawn prior function
_STEPS = 60  # at most, when fitting the kernel's parameters
LENGTH_CENTRE, LENGTH_SPREAD = log(0.5), 1.0  # of log length; lengths grow with the root of the axes
NOISE_CENTRE, NOISE_SPREAD = log(0.01), 1.5  # of the log of the noise's variance; all values have variance 1
SIGNAL_SPREAD = 0.7  # of the log of the functions' variance, centred at 0


class KernelParameters(Record):
    """The length scales, (axes,), the variance of the functions, and that of the noise."""

    lengths: Floats
    signal: float
    noise: float


def matern(squared: Floats) -> Floats:
    """Return (1 + √5 r + 5 r²/3) exp(−√5 r) for the squared distances r², (a, b)."""
    r = 5 * squared
    np.sqrt(r, out=r)
    term = r * r
    term /= 3
    kernel = 1 + r
    kernel += term
    np.negative(r, out=r)  # in place: allocating memory would take longer than the arithmetic
    kernel *= np.exp(r, out=r)
    return np.asarray(kernel)


def squared_distances(a: Floats, b: Floats) -> Floats:
    """Return the squared distance between each row of `a` and each row of `b`: (rows of a, rows of b)."""
    squared = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)
    product = a @ b.T
    product *= 2
    squared -= product
    return np.asarray(np.maximum(squared, 0.0, out=squared))


def fitted(features: Floats, groups: Groups, values: Floats) -> KernelParameters:
    """Return the most probable kernel parameters for features, (trials, features), and values, (trials,)."""
    apart = apart_along_axes(features, groups)
    axes = len(apart)
    centre = np.array([LENGTH_CENTRE + 0.5 * log(axes)] * axes + [0.0, NOISE_CENTRE])
    spread = np.array([LENGTH_SPREAD] * axes + [SIGNAL_SPREAD, NOISE_SPREAD])

    def slope(theta: Floats) -> Floats:
        return np.asarray(_slope(theta, apart, values) + (theta - centre) / spread**2)

    theta = _descended(slope, centre)
    return KernelParameters(np.exp(theta[:axes]), float(np.exp(theta[-2])), float(np.exp(theta[-1])))


def apart_along_axes(features: Floats, groups: Groups) -> Floats:
    """Return the squared distance between each pair of trials along each axis, (axes, trials · trials)."""
    columns = [features[:, groups == axis] for axis in range(int(groups.max()) + 1)]
    differences = [each[:, None, :] - each[None, :, :] for each in columns]
    return np.stack([(each * each).sum(axis=-1).ravel() for each in differences])


def _slope(theta: Floats, apart: Floats, values: Floats) -> Floats:
    """Return ∂/∂θ of −log p(values | θ), (axes + 2,), θ = logs of lengths, signal, noise: ½ tr((K⁻¹ − ααᵀ) ∂K/∂θ)."""
    count = len(values)
    weights, signal, noise = np.exp(-2 * theta[:-2]), np.exp(theta[-2]), np.exp(theta[-1])
    r = np.sqrt(5 * (weights @ apart)).reshape(count, count)
    decay = signal * np.exp(-r)
    kernel = decay * (1 + r + r * r / 3)
    inverse = np.linalg.inv(kernel + (noise + 1e-8) * np.eye(count))
    alpha = inverse @ values
    outer = inverse - np.outer(alpha, alpha)
    along = (outer * decay * (1 + r)).ravel()  # ∂k/∂log ℓ = 5/3 s² (1 + √5 r) exp(−√5 r) d²/ℓ²
    lengths = 0.5 * (5 / 3) * weights * (apart @ along)
    return np.concatenate([lengths, [0.5 * (outer * kernel).sum(), 0.5 * noise * np.trace(outer)]])


def _descended(slope: Callable[[Floats], Floats], start: Floats) -> Floats:
    """Minimise from `start`, (n,), by steps that use only the sign of the gradient (Rprop: Blum & Riedmiller 2013).

    Each coordinate has its own step size, which grows while the gradient keeps its sign, and halves when it changes.
    """
    theta, step, last_slope = start.copy(), np.full(len(start), 0.2), np.zeros(len(start))
    for _ in range(_STEPS):
        new_slope = slope(theta)
        same_sign = new_slope * last_slope
        step = np.clip(np.where(same_sign > 0, 1.2 * step, np.where(same_sign < 0, 0.5 * step, step)), 1e-4, 0.5)
        new_slope = np.where(same_sign < 0, 0.0, new_slope)
        theta -= np.sign(new_slope) * step
        last_slope = new_slope
        if step.max() < 2e-3:
            break
    return theta


class Process:
    """The posterior of the Gaussian process, given the features and values of trials."""

    def __init__(self, features: Floats, groups: Groups, values: Floats, hyperparameters: KernelParameters) -> None:
        self.hyperparameters = hyperparameters
        self._scale = 1 / hyperparameters.lengths[groups]
        self._known = features * self._scale
        self._values = values
        covariance = hyperparameters.signal * matern(squared_distances(self._known, self._known))
        covariance[np.diag_indices_from(covariance)] += hyperparameters.noise + 1e-8
        self._inverse = np.linalg.inv(covariance)
        self._alpha = self._inverse @ values

    def mean(self, features: Floats) -> Floats:
        """Return the expected value at each row of `features`, (rows, features) → (rows,)."""
        return self._covariance_with_known(features * self._scale) @ self._alpha

    def correlation(self, a: Floats, b: Floats) -> Floats:
        """Return the prior correlation of the function's values at the rows of `a` and `b`: (rows of a, rows of b)."""
        return matern(squared_distances(a * self._scale, b * self._scale))

    def drawn(self, draw: Generator, boldness: float) -> Callable[[Floats], Floats]:
        """Draw a posterior function, (rows, features) → (rows,), with its deviation from the mean times `boldness`."""
        one = self._drawn(draw, boldness)

        def function(features: Floats) -> Floats:
            scaled = features * self._scale
            return one.at(scaled, self._covariance_with_known(scaled))

        return function

    def values_drawn(self, draw: Generator, count: int, features: Floats) -> Floats:
        """Return the values of `count` posterior functions at `features`, (rows, features) → (functions, rows).

        The functions are those that repeated calls of `drawn` give with a boldness of 1; all share one covariance.
        """
        scaled = features * self._scale
        covariance = self._covariance_with_known(scaled)
        return np.stack([self._drawn(draw, 1.0).at(scaled, covariance) for _ in range(count)])

    def _drawn(self, draw: Generator, boldness: float) -> "_Drawn":
        columns, hyper = self._known.shape[1], self.hyperparameters
        student = np.sqrt(5 / draw.chisquare(5, WAVES))  # Matérn 5/2 is the transform of Student's t with 5 degrees
        waves = draw.standard_normal((columns, WAVES)) * student
        phases = draw.uniform(0, 2 * np.pi, WAVES)
        heights = (draw.standard_normal(WAVES) * sqrt(2 * hyper.signal / WAVES) * boldness).astype(np.float32)
        prior = _Prior(waves, phases, heights)
        noise = boldness * sqrt(hyper.noise) * draw.standard_normal(len(self._values))
        return _Drawn(prior, self._alpha - self._inverse @ (prior.at(self._known) + noise))

    def _covariance_with_known(self, scaled: Floats) -> Floats:
        """Return the prior covariance of each row of `scaled` with each known trial."""
        return self.hyperparameters.signal * matern(squared_distances(scaled, self._known))


class _Prior(Record, eq=False):
    """A function drawn from the prior: cosines with frequencies, (features, waves), phases and amplitudes."""

    waves: Floats
    phases: Floats
    heights: NDArray[np.float32]

    def at(self, scaled: Floats) -> Floats:
        angles = scaled @ self.waves
        angles += self.phases
        single = angles.astype(np.float32)  # in float32 the cosine takes a fifth of the time
        return np.asarray(np.cos(single, out=single) @ self.heights, dtype=np.float64)


class _Drawn(Record, eq=False):
    """A posterior function: a prior function, corrected by the observed values, (trials,)."""

    prior: _Prior
    corrected: Floats

    def at(self, scaled: Floats, covariance: Floats) -> Floats:
        """Return its values at scaled features, given their covariance with each known trial."""
        return np.asarray(self.prior.at(scaled) + covariance @ self.corrected)
