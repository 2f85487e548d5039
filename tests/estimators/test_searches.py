"""A search as an estimator keeps scikit-learn's promises, and says what it found in its form."""

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.datasets import load_diabetes, load_iris
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from hpsearch.estimators import NetworkClassifier, SearchClassifier, SearchRegressor
from hpsearch.search.prepare import prepare

FEW = {
    "hyperparameters": {"units": [16], "epochs": 12, "learning_rate": {"choices": [0.03, 0.05]}},
    "trials": 2,
    "rounds": 1,
    "random_state": 0,
}


NOT_TO_THE_BIT = {
    "check_sample_weight_equivalence_on_dense_data": "rows are divided and batches drawn at random",
}


@parametrize_with_checks(
    [SearchClassifier(**FEW), SearchRegressor(**FEW)], expected_failed_checks=lambda _estimator: NOT_TO_THE_BIT
)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def iris():
    """The data of iris as a frame and words."""
    x, y = load_iris(return_X_y=True, as_frame=True)
    return x, np.array(["setosa", "NA", "None"])[y]


def test_the_results_have_scikit_learns_form(iris, tmp_path):
    x, y = iris
    space = {
        "units": {"low": 4, "high": 16},
        "optimizer": {"choices": ["momentum", "adam"]},
        "learning_rate": {"low": 1e-3, "high": 1e-1, "scale": "log"},
        "beta1": {"low": 0.8, "high": 0.99, "when": {"optimizer": "momentum"}},
        "epochs": 10,
    }
    search = SearchClassifier(space, trials=8, folder=tmp_path / "run", random_state=0).fit(x, y)
    results = search.cv_results_
    assert len(results["params"]) == len(search.run_.trials) == 8
    assert search.best_params_ == results["params"][search.best_index_] == dict(search.run_.best.settings)
    assert search.best_score_ == results["mean_test_score"].max() == -search.run_.best.metrics["dev_error"]
    assert results["rank_test_score"][search.best_index_] == 1
    assert results["param_beta1"].mask.tolist() == [each["optimizer"] == "adam" for each in results["params"]]
    assert search.score(x, y) > 0.85
    assert search.classes_.tolist() == sorted({*y})
    assert (tmp_path / "run" / "trials.csv").exists()
    with pytest.raises(ValueError, match="holds a run"):
        search.fit(x, y)


def test_the_run_remembers_the_rows(iris):
    """So a trial can be trained again, as that of a run of `hpsearch.run` with a frame."""
    search = SearchClassifier(**FEW).fit(*iris)
    assert search.run_.frame.shape == (150, 5)
    assert prepare(search.run_.config).objective.fingerprint == search.run_.meta("data")


@pytest.mark.parametrize(("backend", "address"), [("dask", None), ("in_process", "tcp://127.0.0.1:1")])
def test_an_address_and_its_backend_belong_together(iris, backend, address):
    with pytest.raises(ValueError, match="address"):
        SearchClassifier(**FEW, backend=backend, address=address).fit(*iris)


def test_the_temporary_run_goes_with_the_estimator(iris):
    """The temporary run goes with the estimator which can be copied."""
    x, y = iris
    search = SearchClassifier(**FEW).fit(x, y)
    folder = search.run_.folder
    assert isinstance(folder, Path)
    assert folder.is_dir()
    copied = pickle.loads(pickle.dumps(search))  # noqa: S301 (scikit-learn's way)
    del search
    assert not folder.exists()
    assert copied.predict(x).shape == y.shape
    assert clone(copied).fit(x, y).predict(x).tolist() == copied.predict(x).tolist()


def test_the_best_network_learns_the_rows_held_out_unless_it_is_not_to(iris):
    kept = SearchClassifier(**FEW, refit=False).fit(*iris)
    refit = SearchClassifier(**FEW).fit(*iris)
    assert refit.best_score_ == kept.best_score_
    assert kept.run_.ensemble is None
    assert (refit.run_.ensemble.alone, refit.run_.ensemble.refit) == (refit.best_index_, 6)
    assert not any(np.array_equal(each.parameters, kept.model_.parameters) for each in refit.model_.members)
    np.testing.assert_array_equal(refit.run_.network().parameters, kept.model_.parameters)


def test_it_works_in_a_pipeline_and_under_cross_validation():
    x, y = load_diabetes(return_X_y=True)
    scores = cross_val_score(make_pipeline(StandardScaler(), SearchRegressor(**FEW)), x, y, cv=2)
    assert scores.min() > 0.2


def test_what_is_wrong_in_the_space_is_told(iris):
    x, y = iris
    with pytest.raises(ValueError, match=r"did you mean .*learning_rate"):
        SearchClassifier({"learning_rat": 1}).fit(x, y)


@pytest.mark.parametrize("weighted", [False, True])
def test_rows_of_one_group_are_on_one_side(iris, weighted):
    """Rows of weight 0 are left out together with their groups."""
    x, y = iris
    groups = np.arange(len(x)) % 30
    weights = (np.arange(len(x)) > 9).astype(float) if weighted else None
    search = SearchClassifier(**FEW).fit(x, y, sample_weight=weights, groups=[f"person {group}" for group in groups])
    assert search.run_.meta("config")["data"]["group"] == "group"
    with pytest.raises(ValueError, match="groups 3; expected a group for each row"):
        SearchClassifier(**FEW).fit(x, y, groups=[1, 2, 3])


def test_a_column_of_words_is_named_with_what_to_do(iris):
    x, y = iris
    for estimator in (SearchClassifier(**FEW), NetworkClassifier(epochs=1)):
        with pytest.raises(ValueError, match=r"column 'colour' holds no numbers; encode it, such as by OneHotEncoder"):
            estimator.fit(x.assign(colour="red"), y)
        for moments in (pd.date_range("2020-01-01", periods=len(x)), pd.to_timedelta(range(len(x)), "h")):
            with pytest.raises(ValueError, match=r"column 'since' holds no numbers"):
                estimator.fit(x.assign(since=moments), y)
    network = NetworkClassifier(epochs=1, units=[4]).fit(x, y)
    with pytest.raises(ValueError, match=r"'\w+ .*' holds no numbers"):
        network.predict(x.astype(object).replace({x.iloc[0, 0]: "red"}))


def test_how_numbers_are_normalised_may_be_searched(iris):
    x, y = iris
    search = clone(SearchClassifier(normalize={"choices": ["standard", "robust"]}, **FEW)).fit(x, y)
    assert {params["normalize"] for params in search.cv_results_["params"]} == {"standard", "robust"}
    assert search.predict(x).shape == y.shape


WRONG = {
    "trials": [0, -1, 1.5, "x", None, True, []],
    "rounds": [0, 1.5, "x", None, True],
    "validation_fraction": [-1, 0, 1, True, "x", None, np.nan],
    "hyperparameters": [[1], "x", 3],
    "folder": [3, [], True],
    "jobs": [0, -1, "x", 1.5],
    "backend": ["x", None, 3],
    "address": [3],
    "sampler": ["x", None, 3, []],
    "metric": ["x", None, 3, []],
    "finalists": [-1, "x", 1.5, {"count": 2}],
    "refit": ["x", None, 3, []],
    "time_limit": [0, "x", []],
    "normalize": ["x", None, 3, {"choices": []}],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, some in WRONG.items() for value in some])
def test_what_no_parameter_can_be_is_refused_in_one_sentence(iris, name, value, tmp_path):
    search = SearchClassifier(**{**FEW, "folder": tmp_path / "run", name: value})
    with pytest.raises(ValueError, match=name if name != "validation_fraction" else "validation_fraction: expected"):
        search.fit(*iris)
    with pytest.raises(ValueError, match=r"\A[^\n]+\Z"):
        search.fit(*iris)


def test_a_folder_that_holds_a_run_is_refused_in_words_of_python(iris, tmp_path):
    search = SearchClassifier(**FEW, folder=tmp_path / "run").fit(*iris)
    with pytest.raises(ValueError, match="holds a run already, and a search begins anew; delete it") as refused:
        search.fit(*iris)
    assert str(refused.value).startswith("folder: ")
    assert "--" not in str(refused.value)
