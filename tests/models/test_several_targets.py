"""Models of several targets: a column each, the same from every kind of table, kept as files that are checked."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.config import config_from
from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model import Model
from hpsearch.models.predictions import Predictions
from hpsearch.records import replace
from hpsearch.search.prepare import networks, prepare
from hpsearch.trials.outcomes import Outcome, Status, Trial

TARGETS = ["u", "v"]


def frame(rows=90):
    draw = np.random.default_rng(1)
    a, b = draw.normal(size=(2, rows))
    made = pd.DataFrame({"a": a, "word": draw.choice(["x", "y"], rows), "u": 1e4 + 300 * a, "v": (b + a) / 1000})
    made.loc[4, "v"] = np.nan
    return made


@pytest.fixture
def tables(tmp_path):
    """The same table as a .csv file, as a .parquet file and as a frame."""
    frame().to_csv(tmp_path / "t.csv", index=False)
    frame().to_parquet(tmp_path / "t.parquet")
    return [str(tmp_path / "t.csv"), str(tmp_path / "t.parquet"), frame()]


def trained(source, targets=TARGETS):
    stated = {"data": {"source": source, "target": targets}, "hyperparameters": {"units": [4], "epochs": 3}}
    objective = networks(prepare(config_from(stated)))
    return objective.model(Outcome(Trial(1, 1, {}), Status.COMPLETE))


def test_every_kind_of_table_trains_and_predicts_the_same_bits(tables):
    models = [trained(source) for source in tables]
    every = [model.predict(rows) for model in models for rows in tables]
    assert every[0].shape == (90, 2)
    assert all(np.array_equal(every[0], each) for each in every)


def test_predictions_have_a_column_a_target_and_say_how_right_each_is(tables):
    model = trained(tables[0])
    predictions = Predictions(model, tables[0], keep=["word"])
    (block,) = predictions.blocks()
    assert list(block) == ["word", "predicted_u", "predicted_v"]
    assert np.array_equal(np.stack([block["predicted_u"], block["predicted_v"]], axis=1), model.predict(tables[0]))
    known = frame().dropna()
    rmse = np.sqrt(np.square(model.predict(known) - known[TARGETS]).mean(axis=0))
    assert [*predictions.sentences] == [
        f"rmse {rmse[name]:.4g}, over 89 rows with a known '{name}'" for name in TARGETS
    ]


def test_no_metric_is_told_where_a_target_is_not_there(tables):
    predictions = Predictions(trained(tables[0]), frame().drop(columns="v"))
    assert sum(len(block["predicted_v"]) for block in predictions.blocks()) == 90
    assert [*predictions.sentences] == []


def test_the_score_is_the_mean_of_the_targets_r2(tables):
    theirs = pytest.importorskip("sklearn.metrics")
    model, known = trained(tables[0]), frame().dropna()
    expected = theirs.r2_score(known[TARGETS], model.predict(known))
    assert model.score(tables[0]) == pytest.approx(expected)
    assert model.score(known, known[TARGETS]) == pytest.approx(expected)


def test_no_rows_are_predicted_as_no_rows(tables):
    assert trained(tables[0]).predict(frame().iloc[:0]).shape == (0, 2)


def test_a_model_and_an_ensemble_come_back_from_their_files(tables, tmp_path):
    model = trained(tables[0])
    shifted = replace(model.preprocessing, target_mean=model.preprocessing.target_mean + 1)
    members = [WeightedNetwork(model.architecture, model.parameters, 0.5, view) for view in (0, 1)]
    ensemble = Ensemble(tuple(members), model.preprocessing, (), others=(shifted,))
    for each in (model, ensemble):
        each.save(tmp_path / "m.safetensors")
        again = load_model(tmp_path / "m.safetensors")
        assert np.array_equal(again.predict(tables[0]), each.predict(tables[0]))
        assert again.preprocessing.targets == ("u", "v")
    assert ensemble.predict(tables[0]) == pytest.approx(model.predict(tables[0]) + 0.5)


@pytest.mark.parametrize(
    "changes",
    [
        {"targets": ("u", "u")},
        {"targets": ("u",)},
        {"targets": ("u", "v", "w")},
        {"target_mean": np.zeros(3)},
        {"target_mean": 0.0},
        {"target_std": np.ones(1)},
        {"target_std": np.array([1.0, 0.0])},
        {"target_std": np.array([1.0, np.nan])},
        {"classes": ("a", "b")},
    ],
    ids=str,
)
def test_a_file_whose_targets_do_not_fit_is_refused(changes, tables, tmp_path):
    model = trained(tables[0])
    damaged = replace(model, preprocessing=replace(model.preprocessing, **changes))
    damaged.save(tmp_path / "m.safetensors")
    with pytest.raises(UsageError, match=r"do not fit|does not fit|not a model of this version"):
        Model.load(tmp_path / "m.safetensors")


def test_an_ensemble_of_other_targets_is_refused(tables, tmp_path):
    one, other = trained(tables[0]), trained(tables[0], ["v", "u"])
    members = [WeightedNetwork(one.architecture, one.parameters, 0.5, view) for view in (0, 1)]
    Ensemble(tuple(members), one.preprocessing, (), others=(other.preprocessing,)).save(tmp_path / "e.safetensors")
    with pytest.raises(UsageError, match="do not fit together"):
        load_model(tmp_path / "e.safetensors")
