"""Models whose networks have members that share hidden layers, and their files."""

import numpy as np
import onnxruntime
import pytest

from benchmarks.exported_models import columns_for_onnx, differences, own, trained
from hpsearch.errors import UsageError
from hpsearch.export._onnx.model import as_onnx
from hpsearch.export._python.program import program
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model_checks import stated_architecture
from hpsearch.records import replace
from tests.models.test_model_file import ROWS, _model

BENT = {"parametric_activation": True, "activation": "mish"}


def test_a_file_states_them_only_where_there_are_several():
    assert "members" not in stated_architecture(_model().architecture)
    assert stated_architecture(_shared().architecture)["members"] == 4
    assert "4-2-3 × 4 members" in repr(_shared())


@pytest.mark.parametrize("classes", [("a", "b", "c"), ("a", "b"), ()], ids=len)
def test_files_predict_as_the_models_that_wrote_them(tmp_path, classes):
    for number, model in enumerate((_shared(classes), _mixed(classes), _shared(classes, input_scale=True))):
        path = tmp_path / f"{number}.safetensors"
        model.save(path)
        assert load_model(path).predict(ROWS).tolist() == model.predict(ROWS).tolist()


def test_members_without_a_hidden_layer_are_refused(tmp_path):
    model = _shared()
    shape = replace(model.architecture, hidden=())
    replace(model, architecture=shape, parameters=np.ones(shape.layout().size, np.float32)).save(tmp_path / "m")
    with pytest.raises(UsageError, match="no hidden layer that its members share"):
        load_model(tmp_path / "m")


@pytest.mark.parametrize("source", ["diabetes", "iris", "breast_cancer"])
@pytest.mark.parametrize("change", [{}, {"batch_norm": True}, {"input_scale": True}, BENT], ids=str)
def test_exported_models_predict_as_they_do(source, change):
    model = trained(source, members=4, learning_rate=0.1, **change)
    found = differences(model, np.random.default_rng(0).normal(size=(7, len(model.preprocessing.numeric))))
    assert len(found) == 2
    assert max(found.values()) <= 1e-5


def test_networks_with_and_without_them_are_exported_together():
    networks = [trained("iris", members=3), trained("iris")]
    rows = np.random.default_rng(0).normal(size=(7, 4))
    mean = np.mean([own(each, rows) for each in networks], axis=0)
    module = {}
    exec(program(networks, "two"), module)  # noqa: S102 (what is tested)
    named = dict(zip(networks[0].preprocessing.numeric, rows.T.tolist(), strict=True))
    assert module["probabilities"](named) == pytest.approx(mean, abs=1e-6)
    session = onnxruntime.InferenceSession(as_onnx(networks))
    assert session.run(None, columns_for_onnx(networks[0], rows))[1] == pytest.approx(mean, abs=1e-6)


def _shared(classes=("a", "b", "c"), **own):
    plain = _model(classes)
    head = {0: "linear", 2: "sigmoid", 3: "softmax"}[len(classes)]
    outputs = 3 if head == "softmax" else 1
    shape = replace(plain.architecture, members=4, head=head, outputs=outputs, **own)
    parameters = np.random.default_rng(0).uniform(0.1, 1, shape.layout().size).astype(np.float32)
    return replace(plain, architecture=shape, parameters=parameters)


def _mixed(classes):
    """An ensemble of networks with and without them."""
    shared = _shared(classes)
    shape = replace(shared.architecture, members=1)
    one = WeightedNetwork(shape, shared.parameters[: shape.layout().size].copy(), 0.5)
    others = WeightedNetwork(shared.architecture, shared.parameters, 0.5)
    return Ensemble((one, others), shared.preprocessing, classes)
