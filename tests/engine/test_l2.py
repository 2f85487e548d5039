import numpy as np
import pytest

from hpsearch.engine.l2 import add_l2_gradient, l2_costs

WEIGHTS = np.array([[1.0, -2.0, 3.0], [0.5, 0.0, -1.0]])
STRENGTH = np.array([[0.7], [10.0]])


def add(gradients, weights, strength, examples):
    add_l2_gradient(gradients, weights, strength, examples, np.full_like(weights, np.nan))
    return gradients


@pytest.mark.parametrize("examples", [1, 40])
def test_the_cost_is_lambda_over_2m_times_the_sum_of_squares(examples):
    expected = [0.7 / (2 * examples) * (1 + 4 + 9), 10 / (2 * examples) * (0.25 + 1)]
    assert l2_costs(WEIGHTS, STRENGTH, examples) == pytest.approx(expected, rel=1e-15)


def test_the_cost_is_summed_in_float64():
    weights = np.full((1, 100_000), 0.1, np.float32)
    costs = l2_costs(weights, np.array([[2.0]], np.float32), 1)
    assert costs.dtype == np.float64
    assert costs[0] == pytest.approx(100_000 * float(np.float32(0.1)) ** 2, rel=1e-12)


def test_the_gradient_gains_lambda_over_m_times_the_weight():
    gradients = np.ones_like(WEIGHTS)
    expected = [[1 + 0.7 / 40 * w for w in WEIGHTS[0]], [1 + 10 / 40 * w for w in WEIGHTS[1]]]
    assert add(gradients, WEIGHTS, STRENGTH, 40) == pytest.approx(np.array(expected), rel=1e-15)


def test_the_gradient_is_that_of_the_cost():
    h, numeric = 1e-6, np.empty_like(WEIGHTS)
    for i in range(3):
        above, below = WEIGHTS.copy(), WEIGHTS.copy()
        above[:, i] += h
        below[:, i] -= h
        numeric[:, i] = (l2_costs(above, STRENGTH, 7) - l2_costs(below, STRENGTH, 7)) / (2 * h)
    assert add(np.zeros_like(WEIGHTS), WEIGHTS, STRENGTH, 7) == pytest.approx(numeric, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_strength_0_costs_nothing(dtype):
    """An L2 strength of 0 costs nothing, and changes no bit beside one that does."""
    rng = np.random.default_rng(0)
    weights, gradients = rng.normal(size=(2, 2, 50)).astype(dtype)
    before, strength = gradients.copy(), np.array([[0.0], [3.0]], dtype)
    add(gradients, weights, strength, 9)
    assert gradients[0].tobytes() == before[0].tobytes()
    assert (gradients[1] != before[1]).all()
    assert l2_costs(weights, strength, 9)[0] == 0
