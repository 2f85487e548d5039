"""Models whose networks have a learned scale of the inputs, and their files."""

import numpy as np
import pytest

from benchmarks.exported_models import differences, trained
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model_checks import stated_architecture
from hpsearch.records import replace
from tests.models.test_model_file import ROWS, _model


def test_a_file_states_it_only_where_there_is_one():
    """A network without one has the file that it had before there was any."""
    assert "input_scale" not in stated_architecture(_model().architecture)
    assert stated_architecture(_scaled().architecture)["input_scale"]


def test_files_predict_as_the_models_that_wrote_them(tmp_path):
    for number, model in enumerate((_scaled(), _mixed())):
        path = tmp_path / f"{number}.safetensors"
        model.save(path)
        assert load_model(path).predict(ROWS).tobytes() == model.predict(ROWS).tobytes()


@pytest.mark.parametrize("change", [{}, {"batch_norm": True}, {"units": 3, "layers": 0}], ids=str)
def test_exported_models_predict_as_it_does(change):
    model = trained("diabetes", input_scale=True, learning_rate=0.1, **change)
    found = differences(model, np.random.default_rng(0).normal(size=(7, 10)))
    assert len(found) == 2
    assert max(found.values()) <= 1e-5


def _scaled():
    plain = _model(())
    shape = replace(plain.architecture, input_scale=True)
    parameters = np.random.default_rng(0).uniform(0.1, 1, shape.layout().size).astype(np.float32)
    return replace(plain, architecture=shape, parameters=parameters)


def _mixed():
    """An ensemble of networks with and without it."""
    members = (WeightedNetwork(each.architecture, each.parameters, 0.5) for each in (_scaled(), _model(())))
    return Ensemble(tuple(members), _scaled().preprocessing, ())
