import numpy as np
import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.activity import activation_sizes, dead_units, gradient_norms
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.network import CHUNK, Network

from .networks import architecture, examples, parameters

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


@every_activation
@pytest.mark.parametrize("batch_norm", [False, True])
def test_sizes_are_the_root_mean_squares_of_the_hidden_values(activation, batch_norm):
    shape = architecture(activation=activation, batch_norm=batch_norm)
    network, (x, _) = Network(shape, parameters(shape, models=3)), examples(shape, 9)
    sizes = activation_sizes(network, x)
    network.predict(x)
    expected = [np.sqrt(np.mean(value**2, axis=(1, 2))) for value in network.hidden(9)]
    assert len(sizes) == 2
    for size, of_layer in zip(sizes, expected, strict=True):
        assert size == pytest.approx(of_layer, rel=1e-12)


def test_gradient_norms_are_those_of_each_layers_weights():
    shape = architecture(batch_norm=True)
    network, (x, y) = Network(shape, parameters(shape, models=3)), examples(shape, 9)
    network.forward(x)
    network.backward(x, y)
    expected = [np.sqrt(np.sum(dw["W"] ** 2, axis=(1, 2))) for dw in network.dw if "W" in dw]
    assert len(expected) == 3
    assert np.array(gradient_norms(network)) == pytest.approx(np.array(expected), rel=1e-12)


@pytest.mark.parametrize(("scale", "grows"), [(1.5, True), (0.5, False)])
def test_signal_scales_with_depth(scale, grows):
    """In a deep linear network the signal scales with its depth."""
    shape = architecture(inputs=4, hidden=(4,) * 20, activation="identity")
    network = Network(shape, np.zeros((1, shape.layout().size)))
    for w in network.w[:-1]:
        if w:
            w["W"][...] = scale * np.eye(4)
    sizes = [float(size[0]) for size in activation_sizes(network, np.ones((4, 5)))]
    assert sizes == pytest.approx([scale**layer for layer in range(1, 21)])
    assert (sizes[-1] > sizes[0]) == grows


def test_he_keeps_the_signal_of_a_relu_network():
    shape = architecture(inputs=200, hidden=(200,) * 10, activation="relu")
    draws = [np.random.default_rng(layer) for layer in range(11)]
    network = Network(shape, initial_parameters(shape, "he", draws, np.float64)[None])
    sizes = np.array(activation_sizes(network, examples(shape, 50)[0]))
    assert ((sizes > 0.3) & (sizes < 3)).all()


@every_activation
def test_a_unit_without_weights_is_dead(activation):
    """A unit without weights is dead and one with weights is not."""
    shape = architecture(hidden=(4, 3), activation=activation, head="linear")
    network, (x, _) = Network(shape, np.abs(parameters(shape, models=2))), examples(shape, 9)
    x = np.abs(x)  # with weights above 0 too, every relu is on
    assert dead_units(network, x) == [(0, 0), (0, 0)]
    network.w[0]["W"][1, [0, 2]] = 0
    network.w[2]["W"][1] = 0
    assert dead_units(network, x) == [(0, 0), (2, 3)]


def test_a_relu_that_is_never_on_is_dead():
    shape = architecture(hidden=(4,), activation="relu")
    network, (x, _) = Network(shape, parameters(shape, models=2)), examples(shape, 9)
    network.w[0]["b"][0, :3] = -100
    dead = dead_units(network, x)
    assert dead[0][0] >= 3
    assert dead[1][0] < 3


def test_a_single_example_tells_nothing():
    shape = architecture(hidden=(4, 2))
    network, (x, _) = Network(shape, parameters(shape, models=2)), examples(shape, 1)
    assert dead_units(network, x) == [(0, 0), (0, 0)]


def test_no_more_examples_are_looked_at_than_a_chunk():
    shape = architecture(hidden=(4,))
    network, (x, _) = Network(shape, parameters(shape)), examples(shape, CHUNK + 1)
    x[:, :CHUNK] = 1.0
    assert dead_units(network, x) == [(4,)]


def test_a_network_without_hidden_layers_has_no_units_to_die():
    shape = architecture(hidden=())
    network, (x, _) = Network(shape, parameters(shape, models=2)), examples(shape, 9)
    assert dead_units(network, x) == [(), ()]
    assert activation_sizes(network, x) == []
