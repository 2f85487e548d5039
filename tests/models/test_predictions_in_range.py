"""Numbers predicted within the range of the training part: by models, their files, ensembles, exports and metrics."""

import json

import numpy as np
import onnxruntime
import pandas as pd
import pytest

import hpsearch
from hpsearch.config import config_from
from hpsearch.data.inputs.stored_form import to_arrays
from hpsearch.engine.target_range import TargetRange
from hpsearch.errors import ConfigError
from hpsearch.export._averaging import Averaging
from hpsearch.export._onnx.model import as_onnx
from hpsearch.export._python.program import program
from hpsearch.metrics import metric_named
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.records import replace
from hpsearch.search.prepare import networks, prepare
from hpsearch.trials.outcomes import Outcome, Status, Trial

pytestmark = pytest.mark.filterwarnings("ignore:column .* far outside those of training")

SHARES = (0.75, 0.25)


def table():
    draw = np.random.default_rng(3)
    a, b = draw.normal(size=(2, 90))
    return pd.DataFrame({"a": a, "b": b, "u": 1e3 + 5 * a, "v": a - b, "bounded": a.clip(-0.3, 0.3)})


def objective(target, predictions="in_range"):
    data = {"source": table(), "target": target, "inputs": ["a", "b"], "predictions": predictions}
    stated = {"data": data, "hyperparameters": {"units": [5], "epochs": 9, "learning_rate": 0.03}}
    return networks(prepare(config_from(stated)))


def model_of(target, predictions="in_range"):
    return objective(target, predictions).model(Outcome(Trial(1, 1, {}), Status.COMPLETE))


def together(model):
    return Ensemble(
        tuple(
            WeightedNetwork(model.architecture, model.parameters * (1 - place / 4), share)
            for place, share in enumerate(SHARES)
        ),
        model.preprocessing,
        (),
    )


def far_out(rows=600):
    x = np.random.default_rng(0).normal(size=(rows, 2)) * 30
    return pd.DataFrame(x, columns=["a", "b"])


def bounds(target):
    train = objective(target).dataset.train.y
    return train.min(axis=0), train.max(axis=0)


@pytest.mark.parametrize("target", ["u", ["u", "v"]], ids=str)
def test_no_prediction_leaves_the_range_and_those_within_stay_as_they_are(target):
    free, limited = model_of(target, "free").predict(far_out()), model_of(target).predict(far_out())
    low, high = bounds(target)
    assert ((free < low) | (free > high)).any()
    assert limited == pytest.approx(np.clip(free, low, high), rel=1e-12)
    within = (free > low) & (free < high)
    assert (limited[within] == free[within]).all()


@pytest.mark.parametrize("target", ["u", ["u", "v"]], ids=str)
def test_files_programs_and_onnx_models_predict_the_same(target, tmp_path):
    model = model_of(target)
    rows, scale = far_out(), np.max(model.preprocessing.target_std)
    for predictor in (model, together(model)):
        expected = predictor.predict(rows)
        predictor.save(tmp_path / "model.safetensors")
        assert hpsearch.load(tmp_path / "model.safetensors").predict(rows).tobytes() == expected.tobytes()
        members = [model] if predictor is model else predictor.models
        averaging = Averaging((1.0,) if predictor is model else SHARES)
        module = {"__name__": "exported"}
        exec(program(members, "in range", averaging), module)  # noqa: S102 (what is tested)
        assert np.asarray(module["predict"](rows)) == pytest.approx(expected, abs=1e-5 * scale)
        session = onnxruntime.InferenceSession(as_onnx(members, averaging))
        (values,) = session.run(None, {name: rows[name].to_numpy() for name in ("a", "b")})
        assert np.reshape(values, expected.shape) == pytest.approx(expected, abs=1e-5 * scale)


def test_each_network_of_an_ensemble_keeps_to_the_range_of_its_own_view():
    model = model_of("u")
    low, high = model.preprocessing.target_range.as_json()
    narrow = replace(model.preprocessing, target_range=TargetRange(low / 2, high / 2), target_mean=1.0, target_std=3.0)
    members = (
        WeightedNetwork(model.architecture, model.parameters, 0.5),
        WeightedNetwork(model.architecture, model.parameters, 0.5, view=1),
    )
    mixed = Ensemble(members, model.preprocessing, (), others=(narrow,))
    mean = np.mean([each.predict(far_out()) for each in mixed.models], axis=0)
    assert mixed.predict(far_out()) == pytest.approx(mean, rel=1e-12)
    assert mixed.models[1].predict(far_out()).max() == pytest.approx(1 + 3 * high / 2)


def test_metrics_while_training_are_those_of_the_limited_predictions_and_the_loss_is_not():
    free, limited = (objective("bounded", predictions) for predictions in ("free", "in_range"))
    histories = [_history(each) for each in (free, limited)]
    assert [each["dev_loss"] for each in histories[0]] == [each["dev_loss"] for each in histories[1]]
    model, dev = limited.model(Outcome(Trial(1, 1, {}), Status.COMPLETE)), limited.dataset.dev
    rmse = metric_named("rmse").of(model.outputs_of(dev.x), dev.y)
    assert histories[1][-1]["dev_rmse"] == pytest.approx(rmse, rel=1e-6)
    assert histories[1][-1]["dev_rmse"] < histories[0][-1]["dev_rmse"]


def _history(made):
    training = made.training.train([made.plan(Trial(1, 1, {}))])
    metrics = []
    for epochs in training:
        metrics += [epoch.metrics for epoch in epochs]
    return metrics


def test_a_model_that_predicts_freely_has_the_file_that_it_had():
    _, free = to_arrays(model_of("u", "free").preprocessing)
    assert "target_range" not in free
    _, limited = to_arrays(model_of("u").preprocessing)
    assert json.loads(json.dumps(limited["target_range"])) == model_of("u").preprocessing.target_range.as_json()
    assert objective("u").fingerprint != objective("u", "free").fingerprint


def test_classes_have_no_range():
    stated = {"data": {"source": "iris", "predictions": "in_range"}}
    with pytest.raises(ConfigError, match="is for numbers to predict, and species has classes; leave it out"):
        prepare(config_from(stated))
