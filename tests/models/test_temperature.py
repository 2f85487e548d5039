"""A network whose last layer is divided by a temperature has its probabilities at that temperature."""

import numpy as np
import pytest

from hpsearch.engine.architecture import Architecture
from hpsearch.evaluation.temperature import at_temperature
from hpsearch.records import replace
from tests.models.test_model_file import _model

SHAPES = [
    Architecture(4, (6, 5), 3, "relu", "softmax"),
    Architecture(4, (6,), 3, "tanh", "softmax", batch_norm=True),
    Architecture(4, (6,), 1, "silu", "sigmoid", parametric_activation=True),
    Architecture(4, (), 3, "relu", "softmax", input_scale=True),
    Architecture(4, (), 1, "relu", "sigmoid"),
]


def of_shape(shape):
    """A network of that shape whose parameters are drawn."""
    parameters = np.random.default_rng(0).uniform(0.1, 1, shape.layout().size).astype(np.float32)
    classes = ("a", "b") if shape.outputs == 1 else ("a", "b", "c")
    return replace(_model(classes), architecture=shape, parameters=parameters)


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
def test_its_probabilities_are_those_at_the_temperature(shape, temperature):
    model = of_shape(shape)
    x = np.random.default_rng(1).standard_normal((4, 50)).astype(np.float32)
    made = model.at_temperature(temperature).outputs_of(x)
    np.testing.assert_allclose(made, at_temperature(model.outputs_of(x), temperature), atol=1e-5)


def test_members_which_share_their_layers_take_none():
    model = of_shape(replace(SHAPES[0], members=2))
    assert not model.takes_temperature
    with pytest.raises(ValueError, match="one network"):
        model.at_temperature(2.0)
