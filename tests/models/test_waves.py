"""Models whose networks have cosines of the numbers, and their files."""

import numpy as np
import pytest

from benchmarks.exported_models import differences, trained
from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model_checks import stated_architecture
from hpsearch.records import replace
from tests.models.test_model_file import ROWS, _model


def test_a_file_states_them_only_where_there_are_some():
    """A network without them has the file that it had before there were any."""
    assert not {"waves", "numbers"} & {*stated_architecture(_model().architecture)}
    stated = stated_architecture(_waving().architecture)
    assert (stated["waves"], stated["numbers"]) == (3, 1)


def test_files_predict_as_the_models_that_wrote_them(tmp_path):
    for number, model in enumerate((_waving(), _mixed())):
        path = tmp_path / f"{number}.safetensors"
        model.save(path)
        assert load_model(path).predict(ROWS).tobytes() == model.predict(ROWS).tobytes()


def test_a_file_with_cosines_of_more_numbers_than_its_columns_make_is_refused(tmp_path):
    shape = replace(_waving().architecture, numbers=40)
    parameters = np.zeros(shape.layout().size, np.float32)
    replace(_waving(), architecture=shape, parameters=parameters).save(tmp_path / "m.safetensors")
    with pytest.raises(UsageError, match="cosines of 40 numbers, and its columns make fewer"):
        load_model(tmp_path / "m.safetensors")


@pytest.mark.parametrize("change", [{}, {"input_scale": True, "members": 2}, {"units": 3, "layers": 0}], ids=str)
def test_exported_models_predict_as_it_does(change):
    model = trained("diabetes", {"numbers": {"periodic": 4}}, learning_rate=0.1, **change)
    assert (model.architecture.waves, model.architecture.numbers) == (4, 10)
    found = differences(model, np.random.default_rng(0).normal(size=(7, 10)))
    assert len(found) == 2
    assert max(found.values()) <= 1e-5


def test_its_text_has_the_cosines():
    """They have parameters, which its widths alone do not explain."""
    assert " with 3 cosines a number, " in repr(_waving())
    assert "cosine" not in repr(_model(()))


def _waving():
    plain = _model(())
    shape = replace(plain.architecture, waves=3, numbers=1)
    parameters = np.random.default_rng(0).uniform(0.1, 1, shape.layout().size).astype(np.float32)
    return replace(plain, architecture=shape, parameters=parameters)


def _mixed():
    """An ensemble of networks with and without them."""
    members = (WeightedNetwork(each.architecture, each.parameters, 0.5) for each in (_waving(), _model(())))
    return Ensemble(tuple(members), _waving().preprocessing, ())
