import numpy as np
import pytest

from hpsearch.samplers.coarse_to_fine.process import KernelParameters, Process, _slope, fitted, matern

FEATURES = np.random.default_rng(0).random((20, 2))
GROUPS = np.array([0, 1])
VALUES = np.sin(6 * FEATURES[:, 0])


def test_the_kernel_is_matern_five_halves():
    r = np.sqrt(5) * 0.7
    assert matern(np.array([0.0, 0.49])) == pytest.approx([1, (1 + r + r * r / 3) * np.exp(-r)])


def test_the_slope_is_that_of_the_negative_log_likelihood():
    apart = np.stack([(FEATURES[:, None, i] - FEATURES[None, :, i]) ** 2 for i in range(2)])

    def loss(theta):
        kernel = np.exp(theta[2]) * matern(np.tensordot(np.exp(-2 * theta[:2]), apart, 1))
        kernel += (np.exp(theta[3]) + 1e-8) * np.eye(20)
        return 0.5 * VALUES @ np.linalg.solve(kernel, VALUES) + 0.5 * np.linalg.slogdet(kernel)[1]

    theta = np.array([-0.5, 0.2, 0.3, -2.0])
    numeric = [(loss(theta + step) - loss(theta - step)) / 2e-5 for step in 1e-5 * np.eye(4)]
    assert _slope(theta, apart.reshape(2, -1), VALUES) == pytest.approx(numeric, rel=1e-5)


def test_an_axis_that_does_not_matter_gets_the_longer_length():
    lengths = fitted(FEATURES, GROUPS, VALUES).lengths
    assert lengths[1] > 2 * lengths[0]


def test_drawn_functions_scatter_around_the_mean():
    """Drawn functions scatter around the mean and keep to what is known."""
    process = Process(FEATURES, GROUPS, VALUES, KernelParameters(np.array([0.3, 1.0]), 1.0, 1e-4))
    rng = np.random.default_rng(1)
    drawn = np.array([process.drawn(rng, 1.0)(FEATURES) for _ in range(50)])
    assert np.abs(drawn - VALUES).max() < 0.1
    assert process.drawn(rng, 0.0)(FEATURES) == pytest.approx(process.mean(FEATURES))


def test_values_drawn_together_are_those_of_the_functions_drawn_one_after_the_other():
    """To the same bits: only the covariance is computed once."""
    draw = np.random.default_rng(0)
    features, places = draw.random((12, 3)), draw.random((40, 3))
    process = Process(features, np.array([0, 1, 1]), draw.random(12), KernelParameters(np.array([0.3, 0.6]), 1.0, 0.01))
    together = process.values_drawn(np.random.default_rng(1), 5, places)
    one_by_one = np.random.default_rng(1)
    assert np.array_equal(together, [process.drawn(one_by_one, 1.0)(places) for _ in range(5)])
