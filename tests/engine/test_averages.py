import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.averages import Average, smooth

betas = st.floats(0, 0.999)
curves = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=60)


def averaged(thetas, beta, dtype=np.float64):
    """An average that has seen all of `thetas`, (t, …)."""
    thetas = np.asarray(thetas, dtype)
    average = Average(beta, np.zeros(thetas.shape[1:], dtype))
    for theta in thetas:
        average.update(theta)
    return average


@given(curves, betas)
def test_the_average_is_the_weighted_mean_of_all_it_has_seen(thetas, beta):
    """Its weights are (1−β)βᵏ for the value k steps ago; corrected, they sum to one."""
    weights = (1 - beta) * beta ** np.arange(len(thetas))[::-1]
    average = averaged(thetas, beta)
    assert average.v == pytest.approx(weights @ thetas, rel=1e-9, abs=1e-9)
    assert average.value == pytest.approx(np.average(thetas, weights=weights), rel=1e-9, abs=1e-9)


@given(st.floats(-1e6, 1e6), betas, st.integers(1, 50))
def test_average_of_a_constant_is_that_constant(theta, beta, count):
    """The average of a constant is that constant from the first step on."""
    assert smooth([theta] * count, beta) == pytest.approx(np.full(count, theta), rel=1e-9)


@given(curves, betas)
def test_a_value_lies_between_the_extremes_so_far(thetas, beta):
    smoothed, tiny = smooth(thetas, beta), 1e-9 * (1 + max(map(abs, thetas)))
    assert (smoothed >= np.minimum.accumulate(thetas) - tiny).all()
    assert (smoothed <= np.maximum.accumulate(thetas) + tiny).all()


@given(curves)
def test_without_a_memory_a_curve_stays_as_it_is(thetas):
    assert smooth(thetas, 0.0).tolist() == thetas


@pytest.mark.parametrize(("beta", "values"), [(0.5, 2), (0.9, 10), (0.98, 50)])
def test_it_remembers_about_1_over_1_minus_beta_values(beta, values):
    """The weight of the last 1/(1 − β) values is about 1 − 1/e."""
    share = smooth([0] * 2_000 + [1] * values, beta)[-1]
    assert share == pytest.approx(1 - 1 / np.e, abs=0.13)


def test_without_the_correction_the_average_begins_near_0():
    average = averaged([40.0], 0.98)
    assert average.v == pytest.approx(0.8)
    assert average.value == pytest.approx(40.0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_column_of_betas_gives_each_model_its_own(dtype):
    """As for running averages, (models, units, 1)."""
    thetas = np.random.default_rng(0).normal(size=(7, 3, 4, 1))
    beta = np.array([0.0, 0.5, 0.9]).reshape(3, 1, 1)
    together = averaged(thetas, beta.astype(dtype), dtype)
    assert together.value.dtype == together.v.dtype == dtype
    for model in range(3):
        alone = averaged(thetas[:, model], float(beta[model, 0, 0]))
        assert together.value[model] == pytest.approx(alone.value, rel=1e-5)


def test_it_changes_its_buffer_in_place():
    buffer = np.zeros(3)
    average = Average(0.9, buffer)
    average.update(np.ones(3))
    assert average.v is buffer
    assert buffer == pytest.approx([0.1] * 3)


def test_before_the_first_value_there_is_nothing_to_average():
    with pytest.raises(ValueError, match="nothing to average yet"):
        Average(0.9, np.zeros(2)).value  # noqa: B018, reading it is what raises
    assert smooth([], 0.9).shape == (0,)
