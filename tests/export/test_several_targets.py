"""Exported models of several targets predict what the models do, a column each."""

import json

import numpy as np
import onnxruntime
import pandas as pd
import pytest

from hpsearch.config import config_from
from hpsearch.export._averaging import Averaging
from hpsearch.export._onnx.model import as_onnx
from hpsearch.export._python.program import program
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.search.prepare import networks, prepare
from hpsearch.trials.outcomes import Outcome, Status, Trial

TARGETS = ["u", "say 'v'"]


@pytest.fixture(scope="module")
def rows():
    draw = np.random.default_rng(3)
    a, b = draw.normal(size=(2, 60))
    return pd.DataFrame({"a": a, "b": b, TARGETS[0]: 1e5 + 100 * a, TARGETS[1]: (a - b) / 100})


@pytest.fixture(scope="module")
def model(rows):
    stated = {"data": {"source": rows, "target": TARGETS}, "hyperparameters": {"units": [5], "epochs": 3}}
    return networks(prepare(config_from(stated))).model(Outcome(Trial(1, 1, {}), Status.COMPLETE))


@pytest.mark.parametrize("shares", [(1.0,), (0.75, 0.25)])
def test_programs_and_onnx_models_predict_every_target(shares, model, rows):
    members = [
        WeightedNetwork(model.architecture, model.parameters * (1 - place / 2), share)
        for place, share in enumerate(shares)
    ]
    ensemble = Ensemble(tuple(members), model.preprocessing, ())
    expected, scale = ensemble.predict(rows), model.preprocessing.target_std
    module = {"__name__": "exported"}
    exec(program(ensemble.models, "two targets", Averaging(shares)), module)  # noqa: S102 (what is tested)
    assert module["TARGETS"] == TARGETS
    assert np.abs(module["predict"](rows) - expected).max(axis=0) == pytest.approx(0, abs=1e-5 * scale.min())
    session = onnxruntime.InferenceSession(as_onnx(ensemble.models, Averaging(shares)))
    (values,) = session.run(["values"], {name: rows[name].to_numpy() for name in ("a", "b")})
    assert (np.abs(values - expected) < 1e-5 * scale).all()
    about = json.loads(session.get_modelmeta().custom_metadata_map["hpsearch"])
    assert (about["target"], about["outputs"]) == (TARGETS, {"values": "values"})


def test_a_program_writes_a_column_for_each_target(model, rows, tmp_path, monkeypatch, capsys):
    rows.to_csv(tmp_path / "rows.csv", index=False)
    module = {"__name__": "exported"}
    exec(program([model], "two targets"), module)  # noqa: S102 (what is tested)
    monkeypatch.setattr("sys.argv", ["model.py", str(tmp_path / "rows.csv")])
    module["main"]()
    (tmp_path / "out.csv").write_text(capsys.readouterr().out)
    written = pd.read_csv(tmp_path / "out.csv")
    assert written.columns.tolist() == [f"predicted_{name}" for name in TARGETS]
    assert written.to_numpy() == pytest.approx(model.predict(rows), rel=1e-6)


def test_an_onnx_model_of_arrays_with_several_targets_has_one_input(tmp_path):
    """As with one target: the columns of an array have no names of their own."""
    x = np.random.default_rng(4).standard_normal((60, 3))
    np.savez(tmp_path / "rows.npz", X=x, y=x[:, :2] * [1, 100])
    stated = {"data": {"source": "rows.npz"}, "hyperparameters": {"units": [5], "epochs": 3}}
    trained = networks(prepare(config_from(stated, tmp_path, "rows"))).model(Outcome(Trial(1, 1, {}), Status.COMPLETE))
    (values,) = onnxruntime.InferenceSession(as_onnx([trained])).run(["values"], {"X": x})
    assert (np.abs(values - trained.predict(x)) < 1e-5 * trained.preprocessing.target_std).all()
