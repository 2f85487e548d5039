"""Kernel parameters drawn from their posterior, where the most probable ones alone would take noise for influence.

Elliptical slice sampling (Murray, Adams & MacKay 2010), as the prior of the logarithms of all parameters is Gaussian.
Its deviations are larger than those of the sampler's prior, so that it allows much noise and axes without influence.
"""

from collections.abc import Callable
from math import log, pi

import numpy as np
from numpy.random import Generator

from hpsearch.samplers.coarse_to_fine.arrays import Floats
from hpsearch.samplers.coarse_to_fine.process import Groups, KernelParameters, apart_along_axes

_LENGTH, _SIGNAL, _NOISE = (0.0, 1.5), (0.0, 0.7), (log(0.1), 2.0)
"""Mean and deviation of the logarithms; lengths grow with the root of the axes, and all values have variance 1."""

_STEPS = 4
"""Number of steps of the chain from one draw to the next."""


def kernels_drawn(
    draw: Generator, count: int, start: KernelParameters, features: Floats, groups: Groups, values: Floats
) -> list[KernelParameters]:
    """Draw `count` kernel parameters from the posterior given features, (trials, features), and values, (trials,).

    The chain starts at `start`, the most probable ones.
    """
    apart = apart_along_axes(features, groups)
    axes = len(apart)
    centre = np.array([_LENGTH[0] + 0.5 * log(axes)] * axes + [_SIGNAL[0], _NOISE[0]])
    spread = np.array([_LENGTH[1]] * axes + [_SIGNAL[1], _NOISE[1]])

    def log_likelihood(away: Floats) -> float:
        return _log_likelihood(centre + away, apart, values)

    away = np.concatenate([np.log(start.lengths), np.log([start.signal, start.noise])]) - centre
    likely = log_likelihood(away)
    drawn = []
    for _ in range(count):
        for _ in range(_STEPS):
            away, likely = _moved(draw, away, likely, spread, log_likelihood)
        theta = np.exp(centre + away)
        drawn.append(KernelParameters(theta[:axes], float(theta[-2]), float(theta[-1])))
    return drawn


def _log_likelihood(theta: Floats, apart: Floats, values: Floats) -> float:
    """Return log p(values | θ) but for a constant; θ, (axes + 2,): logs of lengths, signal, noise."""
    weights, signal, noise = np.exp(-2 * theta[:-2]), np.exp(theta[-2]), np.exp(theta[-1])
    r = np.sqrt(5 * (weights @ apart)).reshape(len(values), len(values))
    kernel = signal * (1 + r + r * r / 3) * np.exp(-r) + (noise + 1e-8) * np.eye(len(values))
    root = np.linalg.cholesky(kernel)
    whitened = np.linalg.solve(root, values)
    return float(-0.5 * whitened @ whitened - np.log(root.diagonal()).sum())


def _moved(
    draw: Generator, away: Floats, likely: float, spread: Floats, log_likelihood: Callable[[Floats], float]
) -> tuple[Floats, float]:
    """Return the next point of the chain, on an ellipse through `away` and a point drawn from the prior."""
    other = spread * draw.standard_normal(len(away))
    least = likely + log(draw.random())
    angle = draw.uniform(0, 2 * pi)
    low, high = angle - 2 * pi, angle
    while True:
        moved = np.asarray(away * np.cos(angle) + other * np.sin(angle))
        if (likely := log_likelihood(moved)) > least:
            return moved, likely
        low, high = (angle, high) if angle < 0 else (low, angle)
        angle = draw.uniform(low, high)
