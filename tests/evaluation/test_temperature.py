"""One number that makes probabilities as sure as they are right."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.evaluation.temperature import at_temperature, fitted_temperature, log_loss


def drawn(seed: int, sharpness: float) -> tuple[np.ndarray, np.ndarray]:
    """Classes drawn by their true probabilities, and these made surer or less sure."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((4_000, 3)) * 1.5
    true = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    y = (true.cumsum(axis=1) < rng.uniform(size=(4_000, 1))).sum(axis=1).clip(0, 2)
    return at_temperature(true, 1 / sharpness), y


@given(st.integers(0, 1_000), st.sampled_from([0.5, 1.0, 2.0, 3.0]))
def test_the_temperature_that_was_applied_is_found(seed, sharpness):
    probabilities, y = drawn(seed, sharpness)
    assert abs(np.log(fitted_temperature(probabilities, y, np.ones(len(y))) / sharpness)) < 0.15


@given(st.integers(0, 1_000))
def test_no_other_temperature_has_a_lower_log_loss(seed):
    probabilities, y = drawn(seed, 2.0)
    weights = np.random.default_rng(seed).uniform(0.1, 3, len(y))
    best = fitted_temperature(probabilities, y, weights)
    lowest, *others = (
        log_loss(at_temperature(probabilities, best * factor), y, weights) for factor in (1, 0.9, 0.99, 1.01, 1.1)
    )
    assert min(others) >= lowest


def test_a_few_rows_without_an_error_do_not_make_probabilities_certain():
    probabilities, y = np.tile([0.9, 0.1], (20, 1)), np.zeros(20, np.int64)
    assert at_temperature(probabilities, fitted_temperature(probabilities, y, np.ones(20))).max() < 0.999
