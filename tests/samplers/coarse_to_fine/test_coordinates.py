import numpy as np
import optuna
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from hpsearch.samplers.coarse_to_fine.coordinates import Coordinates

SPACE = {
    "rate": FloatDistribution(1e-4, 1, log=True),
    "units": IntDistribution(16, 512, log=True),
    "layers": IntDistribution(1, 4),
    "optimizer": CategoricalDistribution(["sgd", "adam", "rmsprop"]),
}
ROWS = st.lists(st.floats(0, 1), min_size=4, max_size=4).map(lambda row: np.array([row]))


def trial(params):
    return optuna.create_trial(params=params, distributions={name: SPACE[name] for name in params}, value=0.0)


COORDINATES, _ = Coordinates.of(SPACE, [])


@given(ROWS)
def test_snapping_changes_no_value(row):
    """Snapping moves a coordinate to where its value lies and changes no value."""
    snapped = COORDINATES.snapped(row)
    values = COORDINATES.decoded(row[0])
    assert COORDINATES.decoded(snapped[0]) == values
    _, again = Coordinates.of(SPACE, [trial(values)])
    assert again == pytest.approx(snapped, abs=1e-9)
    assert COORDINATES.snapped(snapped) == pytest.approx(snapped)


@given(ROWS, ROWS)
def test_two_options_lie_as_far_apart_as_the_ends_of_a_range(a, b):
    apart = COORDINATES.features(a) - COORDINATES.features(b)
    option = apart[:, COORDINATES.groups == 3]
    same = COORDINATES.decoded(a[0])["optimizer"] == COORDINATES.decoded(b[0])["optimizer"]
    assert (option**2).sum() == pytest.approx(0 if same else 1)
    assert (apart[:, COORDINATES.groups == 0] ** 2).sum() == pytest.approx((a[0, 0] - b[0, 0]) ** 2)


def test_an_unused_axis_lies_aside():
    """An axis that a trial does not use has no coordinate: it lies in the middle, and aside."""
    used = {"rate": 0.01, "units": 64, "layers": 2, "optimizer": "adam"}
    trials = [trial(used), trial({name: value for name, value in used.items() if name != "rate"})]
    coordinates, rows = Coordinates.of(SPACE, trials)
    assert np.isnan(rows[1, 0])
    assert not np.isnan(rows[0]).any()
    assert coordinates.features(rows)[1, :2].tolist() == [0.5, 0.0]
    assert coordinates.decoded(rows[1])["rate"] == pytest.approx(0.01)


def test_a_value_that_its_axis_no_longer_has_counts_as_unused():
    narrower = {**SPACE, "rate": FloatDistribution(1e-4, 1e-3, log=True)}
    used = {"rate": 0.01, "units": 64, "layers": 2, "optimizer": "adam"}
    _, rows = Coordinates.of(narrower, [trial(used), trial({**used, "rate": 5e-4})])
    assert np.isnan(rows[:, 0]).tolist() == [True, False]
