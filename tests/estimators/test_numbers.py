"""How numbers become inputs is a parameter of the estimators: plain, in bins, or with cosines."""

import numpy as np
import pytest
from sklearn.base import clone

from hpsearch.estimators import NetworkClassifier, NetworkRegressor, SearchRegressor

BINS, COSINES = {"piecewise_linear": 8}, {"periodic": 4}
X = np.random.default_rng(0).uniform(-3, 3, (400, 2))
Y = np.sin(3 * X[:, 0])


@pytest.mark.parametrize("numbers", [BINS, COSINES], ids=str)
def test_a_network_learns_a_wave_better_with_them_than_without(numbers):
    with_them, without = (
        clone(NetworkRegressor(units=(8,), epochs=30, learning_rate=0.01, numbers=each, random_state=0))
        for each in (numbers, "plain")
    )
    score = with_them.fit(X, Y).score(X, Y)
    assert score > without.fit(X, Y).score(X, Y) + 0.1
    assert with_them.get_params()["numbers"] == numbers


@pytest.mark.parametrize("numbers", [BINS, COSINES], ids=str)
def test_trainings_that_go_on_have_the_same_inputs(numbers):
    network = NetworkClassifier(units=(8,), epochs=2, numbers=numbers, random_state=0, warm_start=True)
    network.fit(X, Y > 0).fit(X, Y > 0).partial_fit(X, Y > 0)
    assert np.isfinite(network.predict_proba(X)).all()
    assert (network.model_.architecture.waves, network.model_.preprocessing.bins is None) == (
        (4, True) if numbers == COSINES else (0, False)
    )


@pytest.mark.parametrize("numbers", ["x", None, 3, {"periodic": 0}, {"choices": ["plain", {"periodic": 8}]}], ids=str)
def test_others_are_refused_by_name(numbers):
    with pytest.raises(ValueError, match=r"\Anumbers[^\n]*; expected|\Anumbers[^\n]*too small") as refused:
        NetworkRegressor(numbers=numbers).fit(X, Y)
    assert "data." not in str(refused.value)


def test_they_may_be_searched():
    numbers = {"choices": [BINS, COSINES]}
    hyperparameters = {"units": [4], "epochs": 2, "learning_rate": {"low": 1e-3, "high": 1e-1, "scale": "log"}}
    search = SearchRegressor(hyperparameters, trials=6, numbers=numbers, random_state=0).fit(X, Y)
    assert {tuple(params["numbers"]) for params in search.cv_results_["params"]} == {
        ("periodic",),
        ("piecewise_linear",),
    }
    assert search.predict(X).shape == Y.shape
