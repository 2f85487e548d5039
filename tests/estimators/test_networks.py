"""The estimators keep scikit-learn's promises, and train as a search does."""

import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_diabetes, load_iris
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from hpsearch.estimators import NetworkClassifier, NetworkRegressor
from hpsearch.estimators.training_arrays import held_out_rows
from hpsearch.models.model import Model

TINY = {"units": (16,), "learning_rate": 0.03, "epochs": 12, "random_state": 0}


WHOLE = {
    **TINY,
    "batch_size": 10_000,
    "precision": "float64",
    "optimizer": "momentum",
    "learning_rate": 0.1,
    "epochs": 100,
}
"""All rows in one batch and float64, as scikit-learn tries its own networks: a weight of 2 is a row given twice."""


@parametrize_with_checks(
    [NetworkClassifier(**WHOLE), NetworkRegressor(**WHOLE), NetworkClassifier(**TINY), NetworkRegressor(**TINY)],
    expected_failed_checks=lambda estimator: (
        {"check_sample_weight_equivalence_on_dense_data": "batches are drawn at random"}
        if estimator.batch_size == "auto"
        else {}
    ),
)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def iris():
    """The data of iris as a frame and labels."""
    return load_iris(return_X_y=True, as_frame=True)


@pytest.fixture(scope="module")
def diabetes():
    """The data of diabetes as arrays."""
    return load_diabetes(return_X_y=True)


def test_a_frame_is_read_by_its_names(iris, tmp_path):
    """A frame is read by its names and a model file predicts the same."""
    x, y = iris
    network = NetworkClassifier(**TINY).fit(x, y)
    assert network.feature_names_in_.tolist() == [*x.columns]
    assert network.score(x, y) > 0.9
    network.model_.save(tmp_path / "m.safetensors")
    probabilities = Model.load(tmp_path / "m.safetensors").predict_proba(x)
    assert probabilities.tobytes() == network.predict_proba(x).tobytes()
    with pytest.raises(ValueError, match="feature names"):
        network.predict(x[x.columns[::-1]])


def test_it_works_in_pipelines_grids_and_cross_validation(iris):
    x, y = iris
    table = x.assign(colour=np.where(y == 0, "red", "blue"))
    columns = ColumnTransformer([("words", OneHotEncoder(), ["colour"]), ("numbers", StandardScaler(), [*x.columns])])
    pipeline = make_pipeline(columns, NetworkClassifier(**TINY))
    assert cross_val_score(pipeline, table, y, cv=3).mean() > 0.85
    grid = GridSearchCV(NetworkClassifier(**TINY), {"learning_rate": np.array([1e-6, 3e-2])}, cv=2).fit(x, y)
    assert grid.best_params_ == {"learning_rate": 3e-2}


def test_missing_values_count_as_the_mean(diabetes):
    x, y = diabetes
    gaps = x.copy()
    gaps[::5, 2] = np.nan
    network = NetworkRegressor(**TINY).fit(gaps, y)
    filled = np.where(np.isnan(gaps), np.nanmean(gaps, axis=0), gaps)
    assert network.predict(gaps) == pytest.approx(network.predict(filled), rel=1e-5)


def test_a_seed_gives_the_same_bits_also_after_clone_and_pickle(diabetes):
    x, y = diabetes
    network = NetworkRegressor(**TINY).fit(x, y)
    for other in (clone(network).fit(x, y), pickle.loads(pickle.dumps(network))):  # noqa: S301 (scikit-learn's way)
        assert other.predict(x).tobytes() == network.predict(x).tobytes()
    assert not (NetworkRegressor(**{**TINY, "random_state": 1}).fit(x, y).predict(x) == network.predict(x)).all()


def test_early_stopping_ends_before_the_last_epoch(diabetes):
    x, y = diabetes
    network = NetworkRegressor(units=(64,), learning_rate=0.1, epochs=200, patience=3, random_state=0).fit(x, y)
    assert network.n_iter_ == len(network.loss_curve_) < 200
    seed = np.random.RandomState(0).randint(2**31)
    trained = ~held_out_rows(len(x), 0.1, seed)
    assert trained.sum() == round(0.9 * len(x))
    assert network.model_.preprocessing.target_mean == pytest.approx(y[trained].mean())  # of no row that is held out
    assert network.model_.preprocessing.shift == pytest.approx(x[trained].mean(axis=0), abs=1e-6)


def test_warm_start_goes_on_and_partial_fit_takes_an_epoch_at_a_time(iris):
    x, y = iris
    warm = NetworkClassifier(**{**TINY, "warm_start": True, "epochs": 1})
    errors = [warm.fit(x, y).loss_curve_[-1] for _ in range(12)]
    assert errors[-1] < errors[0] / 2
    assert warm.set_params(units=(8,)).n_iter_ == 1
    with pytest.raises(ValueError, match="another shape"):
        warm.fit(x, y)
    parts = NetworkClassifier(**TINY)
    for _ in range(12):
        parts.partial_fit(x, y, classes=[0, 1, 2])
    assert parts.n_iter_ == 12
    assert parts.score(x, y) > 0.85
    with pytest.raises(ValueError, match="other classes"):
        parts.partial_fit(x, y + 1)


def test_hyperparameters_are_checked_as_those_of_a_config(iris):
    x, y = iris
    for wrong, sentence in (
        ({"activation": "swish"}, "did you mean .*silu"),
        ({"learning_rate": -1}, "learning_rate"),
        ({"units": {"low": 1, "high": 8}}, "units: a range or choices are for SearchClassifier"),
        ({"learning_rate": 1e30, "optimizer": "sgd"}, "no longer a finite number"),
    ):
        with pytest.raises(ValueError, match=sentence):
            NetworkClassifier(**wrong).fit(x, y)


def test_labels_of_any_type_come_back(iris):
    x, y = iris
    for labels in (np.array(["NA", "b", "-1"])[y], y == 1, y * 1.0, y.to_numpy() + 2**40):
        predicted = NetworkClassifier(**TINY).fit(x, labels).predict(x)
        assert predicted.dtype == np.asarray(labels).dtype
        assert np.mean(predicted == np.asarray(labels)) > 0.6


def test_classes_may_weigh_what_one_says():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(200, 2)), rng.integers(0, 2, 200)
    for weights, most in (({0: 100.0, 1: 0.01}, 0), ({0: 0.01, 1: 100.0}, 1)):
        predicted = NetworkClassifier(**TINY, class_weight=weights).fit(x, y).predict(x)
        assert np.mean(predicted == most) > 0.9
    balanced = NetworkClassifier(**TINY, class_weight="balanced").fit(pd.DataFrame(x, columns=["a", "b"]), y)
    assert balanced.predict_proba(pd.DataFrame(x, columns=["a", "b"])).shape == (200, 2)


@pytest.mark.parametrize("kind", [NetworkClassifier, NetworkRegressor])
def test_a_weight_counts_as_so_many_rows(kind):
    rng = np.random.default_rng(0)
    x, y, weights = rng.normal(size=(40, 3)), rng.integers(0, 3, 40), rng.integers(0, 4, 40)
    network = kind(units=(8,), batch_size="full", normalize="none", learning_rate=0.01, random_state=0)
    repeated = clone(network).fit(x.repeat(weights, axis=0), y.repeat(weights))
    ways = [clone(network).fit(x, y, sample_weight=weights), clone(network).fit(x, y)]
    predictions = [
        each.predict_proba(x) if kind is NetworkClassifier else each.predict(x) for each in (repeated, *ways)
    ]
    assert predictions[1] == pytest.approx(predictions[0], abs=0.02 * np.std(predictions[0]))
    assert predictions[2] != pytest.approx(predictions[0], abs=0.02 * np.std(predictions[0]))


def test_where_scikit_learn_is_missing_a_sentence_names_the_extra():
    code = "import sys; sys.modules['sklearn'] = None; import hpsearch.estimators"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'pip install "hpsearch[sklearn]"' in done.stderr.splitlines()[-1]


def test_a_network_of_double_precision_is_saved_as_such(iris, tmp_path):
    x, y = iris
    network = NetworkClassifier(**TINY, precision="float64").fit(x, y)
    assert network.model_.parameters.dtype == np.float64
    network.model_.save(tmp_path / "m.safetensors")
    again = Model.load(tmp_path / "m.safetensors").predict_proba(x)
    assert again.tobytes() == network.predict_proba(x).tobytes()
    assert not np.array_equal(again, NetworkClassifier(**TINY).fit(x, y).predict_proba(x))


def test_an_unknown_precision_is_refused_by_name(iris):
    with pytest.raises(ValueError, match="precision: expected float32 or float64, and it is 'double'"):
        NetworkClassifier(**TINY, precision="double").fit(*iris)


@pytest.mark.parametrize("normalize", ["standrad", 3, {"choices": ["standard", "robust"]}])
def test_an_unknown_normalize_is_refused_by_name(iris, normalize):
    with pytest.raises(ValueError, match="normalize: expected standard or robust or none, and it is "):
        NetworkClassifier(**TINY, normalize=normalize).fit(*iris)


def test_inputs_are_scaled_by_their_weights():
    x = np.array([[0.0], [1.0], [5.0], [9.0]])
    y = np.array([0, 1, 0, 1])
    weights = np.array([1, 3, 0, 2])
    weighed = NetworkClassifier(**TINY).fit(x, y, sample_weight=weights).model_.preprocessing
    repeated = NetworkClassifier(**TINY).fit(x.repeat(weights, axis=0), y.repeat(weights)).model_.preprocessing
    np.testing.assert_array_equal(weighed.pivots, repeated.pivots)
    np.testing.assert_allclose(weighed.shift, repeated.shift, rtol=1e-12)
    np.testing.assert_allclose(weighed.scaling.scale, repeated.scaling.scale, rtol=1e-12)


BESIDES = {
    "class_weight": [{"a": -1}, {"a": -1, "b": -1}, {"a": np.nan}, {"a": np.inf}, {"a": "x"}, {"a": True}, {"a": None}],
    "validation_fraction": [-1, 0, 1, True, "x", None, np.nan, np.inf],
    "warm_start": ["x", None, 2],
    "normalize": ["x", None, ["standard"], 3],
    "precision": ["float16", None, 3],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, some in BESIDES.items() for value in some])
def test_what_no_parameter_can_be_is_refused_by_name(name, value):
    x, y = np.random.default_rng(0).normal(size=(30, 2)), ["a", "b"] * 15
    with pytest.raises(ValueError, match=f"^{name}: expected .*{repr(value)[1:4]}") as refused:
        NetworkClassifier(**{**TINY, name: value}).fit(x, y)
    assert "\n" not in str(refused.value)


def test_what_is_for_classes_or_for_numbers_alone_is_refused_for_the_others():
    x, y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 2
    with pytest.raises(
        ValueError, match=r"^loss: is for NetworkRegressor, and classes are learned here; leave it out$"
    ):
        NetworkClassifier(**TINY, loss="huber").fit(x, y)
    for name, value in (("class_weight", "balanced"), ("class_weight", {0: 1.0}), ("label_smoothing", 0.1)):
        with pytest.raises(ValueError, match=f"^{name}: is for NetworkClassifier, and numbers are learned here"):
            NetworkRegressor(**TINY, **{name: value}).fit(x, y)


def test_classes_that_count_nothing_at_all_are_refused():
    x, y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 2
    with pytest.raises(ValueError, match="all rows have the weight 0"):
        NetworkClassifier(**TINY, class_weight={0: 0, 1: 0}).fit(x, y)
    assert NetworkClassifier(**TINY, class_weight={0: 0, 1: np.float32(2)}).fit(x, y).predict(x).min() == 1


def test_a_frame_may_have_blanks_around_its_names():
    draw = np.random.default_rng(0)
    frame = pd.DataFrame(draw.normal(size=(30, 2)), columns=[" a", "b "])
    network = NetworkRegressor(**TINY).fit(frame, draw.normal(size=30))
    assert (network.model_.predict(frame) == network.predict(frame)).all()


@pytest.mark.parametrize("wrong", [{"activation": ["relu", "mish"]}, {"keep_prob": (0.5, 0.7)}, {"layers": 2}])
def test_no_choices_are_proposed_which_a_network_refuses(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))) as refused:
        NetworkClassifier(**{**TINY, **wrong}).fit([[0.0], [1.0]] * 10, [0, 1] * 10)
    assert "choices" not in str(refused.value)
