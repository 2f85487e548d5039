import numpy as np
import pytest

from hpsearch.engine.architecture import Architecture
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.layers.dense import Dense
from hpsearch.engine.parameters import ParameterLayout


def test_an_architecture_reads_as_its_widths():
    assert repr(Architecture(64, (64, 32), 10, "relu", "softmax")) == "64-64-32-10 relu softmax"


def test_an_activation_follows_each_layer_but_the_last():
    layers = Architecture(4, (3, 2), 1, "tanh", "linear").layers()
    assert [type(layer) for layer in layers] == [Dense, Activate, Dense, Activate, Dense]
    assert [layer.units for layer in layers] == [3, 3, 2, 2, 1]
    assert [dict(layer.shapes) for layer in layers if layer.shapes] == [
        {"W": (3, 4), "b": (3, 1)},
        {"W": (2, 3), "b": (2, 1)},
        {"W": (1, 2), "b": (1, 1)},
    ]


def test_no_hidden_layer_leaves_one_dense_layer():
    assert Architecture(4, (), 3, "relu", "softmax").layers() == [Dense(4, 3)]


SHAPES = [{"W": (2, 3), "b": (2, 1)}, {}, {"W": (1, 2), "b": (1, 1)}]


def test_weights_come_first_so_that_l2_is_one_slice():
    layout = ParameterLayout.of(SHAPES)
    assert (layout.weights, layout.size) == (8, 11)
    assert [(layer, name, part) for layer, name, _, part in layout.tensors()] == [
        (0, "W", slice(0, 6)),
        (2, "W", slice(6, 8)),
        (0, "b", slice(8, 10)),
        (2, "b", slice(10, 11)),
    ]


@pytest.mark.parametrize("models", [1, 3])
def test_parameters_are_views_that_fill_the_flat_buffer(models):
    """The parameters of a layer are views into the flat buffer and fill it."""
    buffer = np.zeros((models, 11))
    views = ParameterLayout.of(SHAPES).views(buffer, 3)
    assert [sorted(view) for view in views] == [["W", "b"], [], ["W", "b"]]
    assert views[0]["W"].shape == (models, 2, 3)
    for number, view in enumerate([view for of_layer in views for view in of_layer.values()], start=1):
        assert np.shares_memory(view, buffer)
        view[:] = number
    assert buffer[0].tolist() == [1, 1, 1, 1, 1, 1, 3, 3, 2, 2, 4]
    assert (buffer == buffer[0]).all()
