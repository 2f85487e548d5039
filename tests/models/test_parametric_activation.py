"""Models whose hidden units learned how far their activation bends, and their files."""

import numpy as np
import pytest

from benchmarks.exported_models import differences, trained
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.models.loading import load_model
from hpsearch.models.model_checks import stated_architecture
from hpsearch.records import replace
from tests.models.test_model_file import ROWS, _model


def test_files_predict_as_the_models_that_wrote_them(tmp_path):
    plain = _model()
    shape = replace(plain.architecture, parametric_activation=True)
    parameters = np.random.default_rng(0).uniform(0.1, 1, shape.layout().size).astype(np.float32)
    model = replace(plain, architecture=shape, parameters=parameters)
    model.save(tmp_path / "m")
    assert "parametric_activation" not in stated_architecture(plain.architecture)
    assert load_model(tmp_path / "m").predict_proba(ROWS).tobytes() == model.predict_proba(ROWS).tobytes()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_exported_models_predict_as_it_does(activation, batch_norm):
    model = trained(
        "diabetes", activation=activation, parametric_activation=True, learning_rate=0.1, batch_norm=batch_norm
    )
    found = differences(model, np.random.default_rng(0).normal(size=(7, 10)))
    assert len(found) == 2
    assert max(found.values()) <= 1e-5
