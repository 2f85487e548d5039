"""A saved model predicts as it did before it was saved, on rows it has never seen."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import save_file

import hpsearch
from hpsearch.engine.network import Network
from hpsearch.errors import DataError, UsageError
from hpsearch.models.model import Model
from hpsearch.runs.run import Run
from hpsearch.search.search import search
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
    probabilities = model.predict_probabilities(known)
    assert probabilities.shape == (len(known), 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    assert (np.array(model.classes)[probabilities.argmax(axis=1)] == predicted).all()


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
        model.predict_probabilities(raw["X"])


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
