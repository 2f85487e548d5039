import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.samplers.coarse_to_fine.costs import tempered

COSTS = st.lists(st.one_of(st.floats(-1e300, 1e300), st.just(np.inf)), min_size=1, max_size=30).map(np.array)


@given(COSTS)
def test_tempered_costs_are_finite_in_the_same_order_and_centred(costs):
    values = tempered(costs)
    assert np.isfinite(values).all()
    assert (np.diff(values[np.argsort(costs, kind="stable")]) >= -1e-9).all()
    assert values.mean() == pytest.approx(0, abs=1e-9)
    assert values.std() == pytest.approx(1) or np.ptp(values) < 1e-9


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=20), st.integers(-5, 5), st.integers(-50, 50))
def test_the_unit_and_the_origin_of_a_cost_do_not_matter(costs, doublings, shift):
    values = np.array(costs, float)
    assert tempered(2.0**doublings * values + shift) == pytest.approx(tempered(values), abs=1e-9)


def test_costs_of_diverged_trials_are_tempered():
    """A diverged trial is hardly worse than the worst that is finite, and the better half keeps its distances."""
    values = tempered(np.array([0.0, 1.0, 2.0, 3.0, 1000.0, np.inf]))
    assert values[5] - values[4] < values[1] - values[0]
    assert values[1] - values[0] == pytest.approx(values[2] - values[1])
