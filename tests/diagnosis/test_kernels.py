"""Kernel parameters as the trials leave them open."""

from math import log

import numpy as np
import pytest

from hpsearch.diagnosis.kernels import kernels_drawn
from hpsearch.samplers.coarse_to_fine.process import fitted

AXES = 3
GROUPS = np.arange(AXES)


def drawn(features, values, count=200):
    """Kernel parameters, from the most probable ones on."""
    start = fitted(features, GROUPS, values)
    return kernels_drawn(np.random.default_rng(0), count, start, features, GROUPS, values)


def test_one_trial_leaves_the_lengths_as_the_prior_has_them():
    """A single value tells nothing about how far the function's values hang together."""
    lengths = np.log([kernel.lengths for kernel in drawn(np.full((1, AXES), 0.5), np.zeros(1), count=2_000)])
    assert lengths.mean() == pytest.approx(0.5 * log(AXES), abs=0.15)
    assert lengths.std() == pytest.approx(1.5, abs=0.15)


def test_noise_without_a_function_is_found_to_be_noise():
    """Most of the variance, in most of the draws."""
    draw = np.random.default_rng(1)
    noise = [kernel.noise for kernel in drawn(draw.random((60, AXES)), draw.standard_normal(60))]
    assert np.median(noise) > 0.5


def test_a_function_without_noise_is_found_to_have_none():
    """And the axis that decides has the shortest length in each draw."""
    features = np.random.default_rng(2).random((60, AXES))
    values = np.sin(5 * features[:, 0])
    kernels = drawn(features, (values - values.mean()) / values.std())
    assert np.quantile([kernel.noise for kernel in kernels], 0.95) < 0.01
    assert all(kernel.lengths.argmin() == 0 for kernel in kernels)


def test_the_same_draws_give_the_same_kernels():
    """To the last bit."""
    features = np.random.default_rng(3).random((20, AXES))
    one, other = (drawn(features, features[:, 0] - 0.5, count=5) for _ in range(2))
    assert [each.lengths.tolist() for each in one] == [each.lengths.tolist() for each in other]
