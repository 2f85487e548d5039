"""A saved model predicts as it did before it was saved, on rows it has never seen."""

from importlib.resources import files
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from safetensors.numpy import save_file
from sklearn.metrics import r2_score

import hpsearch
from hpsearch.data.form import TableForm
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.new_rows.known_target import KnownTarget
from hpsearch.data.reading.table import Cells
from hpsearch.data.target.task import as_typed
from hpsearch.engine.network import Network
from hpsearch.errors import DataError, UsageError
from hpsearch.models.model import Model
from hpsearch.runs.run import Run
from hpsearch.search.prepare import networks
from hpsearch.search.search import search
from hpsearch.trials.outcomes import Outcome, Trial
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """A table with numbers, text and gaps, whose verdict follows from the age."""
    rng = np.random.default_rng(0)
    age = rng.uniform(20, 60, 200).round()
    frame = pd.DataFrame({"age": age, "town": rng.choice(["Berne", "Basle"], 200)})
    frame["verdict"] = np.where(age > 40, "old", "young")
    frame.loc[::7, "age"] = np.nan
    return frame


@pytest.fixture(scope="module")
def run(people, tmp_path_factory):
    """A search on that table, through the Python interface."""
    folder = tmp_path_factory.mktemp("people")
    people.to_csv(folder / "people.csv", index=False)
    config = config_with(data={"source": str(folder / "people.csv")}, hyperparameters={"epochs": 30})
    return hpsearch.run(config, out=folder / "run", jobs=1)


def test_a_model_predicts_the_rows_of_a_frame_by_column_name(run, people):
    known = people[people.age.notna()]
    model = run.model()
    predicted = model.predict(known[["town", "age"]].assign(extra=1))
    assert np.mean(predicted == known.verdict) > 0.9
    probabilities = model.predict_proba(known)
    assert probabilities.shape == (len(known), 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    assert (np.array(model.classes)[probabilities.argmax(axis=1)] == predicted).all()


@pytest.mark.parametrize("kind", ["records", "list"])
def test_rows_may_be_dicts_or_columns(run, people, kind):
    known = people[people.age.notna()]
    rows = known.to_dict(kind)
    assert run.model().predict(rows).tolist() == run.model().predict(known).tolist()
    assert run.evaluate(rows).rows == len(known)
    assert run.model().predict([]).tolist() == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (pd.Series([1.0, 2.0]), "a value of type Series is no table; expected a path, .*series.to_frame"),
        ([[1.0, "Zug"]], "a value of type list is no table"),
        (3, "a value of type int is no table"),
        ({"age": 3.0, "town": "Zug"}, "a row alone is"),
        ({"age": [3.0, 4.0], "town": ["Zug"]}, "all of one length"),
    ],
)
def test_what_is_no_table_is_named_with_what_is_one(run, rows, said):
    with pytest.raises(DataError, match=said):
        run.model().predict(rows)


@pytest.mark.parametrize("y", [[True, False], [1, 0], ["Old", "Young"]])
def test_true_values_of_another_kind_than_the_classes_are_refused(run, people, y):
    rows = people[people.age.notna()][:2]
    with pytest.raises(DataError, match=r"y holds .*, and the model predicts classes 'old', 'young'"):
        run.model().score(rows, y)
    assert run.model().score(rows, ["old", "other"]) in (0, 0.5)


def test_gaps_and_unknown_words_are_predicted_too(run):
    rows = pd.DataFrame({"age": [np.nan, 30.0], "town": ["Zug", None]})
    with pytest.warns(UserWarning, match="column 'town': 50 % of the"):
        assert set(run.model().predict(rows)) <= {"old", "young"}


def test_a_missing_column_is_named(run):
    with pytest.raises(DataError, match="town"):
        run.model().predict(pd.DataFrame({"age": [3.0]}))


def test_the_saved_model_has_the_dev_error_that_the_tables_say(small, tmp_path):
    prepared = small(data={"source": "digits"})
    for _ in search(prepared, tmp_path, start_workers(1)):
        pass
    run, dev = Run(tmp_path), prepared.objective.dataset.dev
    network = Network(run.model().architecture, run.model().parameters[None])
    wrong = network.predict(dev.x)[0].argmax(axis=0) != dev.y
    assert np.mean(wrong) == run.best.metrics["dev_error"]


def test_predicting_raw_rows_preprocesses_them_as_training_did(small, tmp_path):
    prepared = small(data={"source": "digits"}, hyperparameters={"units": [32], "epochs": 10})
    for _ in search(prepared, tmp_path, start_workers(1)):
        pass
    raw = bundled("digits")
    predicted = Run(tmp_path).model().predict(raw["X"])
    assert np.mean(predicted == raw["y"]) > 0.95


def bundled(name: str):
    """The arrays of a bundled set, as they lie in the package."""
    return np.load(str(files("hpsearch.data.bundled") / f"{name}.npz"))


def test_a_regression_model_predicts_in_the_units_of_its_target(small, tmp_path):
    prepared = small(data={"source": "diabetes"}, hyperparameters={"epochs": 40})
    for _ in search(prepared, tmp_path, start_workers(1)):
        pass
    model = Model.load(tmp_path / "best.safetensors")
    raw = bundled("diabetes")
    predicted = model.predict(raw["X"])
    rmse = float(np.sqrt(np.mean((predicted - raw["y"]) ** 2)))
    assert rmse < np.std(raw["y"]) * 0.9
    with pytest.raises(UsageError, match="no class probabilities"):
        model.predict_proba(raw["X"])


def test_a_file_that_is_no_model_is_refused(tmp_path):
    path = tmp_path / "other.safetensors"
    save_file({"weights": np.zeros(3)}, path)
    for content in (None, b"", b"junk" * 10):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(UsageError, match=r"other\.safetensors"):
            Model.load(path)
    with pytest.raises(UsageError):
        Model.load(tmp_path / "missing.safetensors")


def test_the_bits_of_a_prediction_do_not_depend_on_the_rows_beside_it(run, people):
    model = run.model()
    whole = model.predict_proba(people)
    rng = np.random.default_rng(0)
    for size in (1, 2, 3, 17, 199):
        rows = rng.choice(len(people), size, replace=False)
        assert model.predict_proba(people.iloc[rows]).tobytes() == whole[rows].tobytes()
    many = pd.concat([people] * 40, ignore_index=True)  # several blocks of several chunks
    assert model.predict_proba(many).tobytes() == np.concatenate([whole] * 40).tobytes()
    assert (model.predict(many) == model.classes_[np.concatenate([whole] * 40).argmax(axis=1)]).all()


def test_the_score_is_accuracy_or_r2_over_the_rows_with_a_target(run, people, tmp_path):
    model = run.model()
    right = model.predict(people) == people.verdict
    assert model.score(people) == model.score(people, people.verdict) == right.mean()
    some = people.assign(verdict=people.verdict.where(people.index % 3 > 0))
    some.to_csv(tmp_path / "some.csv", index=False)
    assert model.score(tmp_path / "some.csv") == pytest.approx(right[people.index % 3 > 0].mean())
    with pytest.raises(DataError, match="'verdict' holds 'neither', and the model predicts classes 'old', 'young'"):
        model.score(people.assign(verdict="neither"))
    with pytest.warns(UserWarning, match="1 of 200 rows is of a class that training has not seen, such as 'neither'"):
        assert 0 < model.score(people.assign(verdict=["neither", *people.verdict[1:]])) < 1
    assert np.isnan(model.score(people.assign(verdict=None)))


@pytest.mark.parametrize("typed", [True, False])
def test_r2_is_that_of_scikit_learn(small, typed, tmp_path):
    model = networks(small(data={"source": "diabetes"})).model(Outcome(Trial(1, 1, {"optimizer": "adam"}), "complete"))
    raw = bundled("diabetes")
    frame = pd.DataFrame(raw["X"], columns=model.preprocessing.numeric).assign(**{model.preprocessing.target: raw["y"]})
    if not typed:
        frame.to_csv(tmp_path / "t.csv", index=False)
    rows = frame if typed else tmp_path / "t.csv"
    assert model.score(rows) == pytest.approx(r2_score(raw["y"], model.predict(rows)), abs=1e-12)
    assert model.score("diabetes") == pytest.approx(model.score(rows), abs=1e-6)


@pytest.mark.parametrize(
    ("classes", "kind", "cells", "right"),
    [
        (("0", "1"), "whole numbers", ["0", "1.0", "2", ""], [True, True, False]),
        (("0.5", "1.5"), "numbers", ["0.50", "1.5", "x", "NA"], [True, True, False]),
        (("False", "True"), "booleans", ["false", "TRUE", "maybe", None], [True, True, False]),
        (("NA", "b"), "words", ["NA", "b", "c", ""], [True, True, False]),
    ],
)
def test_the_target_of_new_rows_is_read_as_the_classes_are(classes, kind, cells, right):
    preprocessing = SimpleNamespace(classes=classes, kind=kind, task="classification", targets=("y",), form=TableForm())
    predicted = as_typed((*classes, classes[0], classes[0]), kind)
    rows = NewRows(len(cells), {"y": Cells(pa.array(cells, pa.string()))}, {}, TableForm(), ".", typed=False)
    found = KnownTarget(preprocessing).compare(predicted, rows)
    assert (found.count, found.errors) == (len(right), right.count(False))
