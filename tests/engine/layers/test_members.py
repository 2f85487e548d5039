"""Members that share hidden layers: each is a network on inputs multiplied by its scales, with its own last layer."""

import numpy as np
import pytest

from hpsearch.engine.heads import HEADS
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.layers.scaled_dense import FACTOR
from hpsearch.engine.network import Network
from tests.engine.networks import architecture, examples, parameters

MEMBERS = 3
SHAPES = [{"hidden": (4, 2)}, {"hidden": (5,), "input_scale": True}, {"hidden": (5, 3, 4), "activation": "selu"}]
every_shape = pytest.mark.parametrize("own", SHAPES, ids=str)
every_head = pytest.mark.parametrize("head", HEADS)


def alone(shape, theta, member):
    """A member of a model, theta (1, size), as a network of its own, and what its inputs are multiplied by."""
    plain = architecture(shape.inputs, shape.hidden, shape.activation, shape.head)
    own, layers = np.zeros((1, plain.layout().size)), len(plain.layers())
    shared = shape.layout().views(theta, layers)
    for place, tensors in enumerate(plain.layout().views(own, layers)):
        for name, tensor in tensors.items():
            rows = len(tensor[0])
            first = member * rows if place == layers - 1 else 0
            tensor[...] = shared[place][name][:, first : first + rows]
    return Network(plain, own), shared[0]["scales"][0, member] * (FACTOR if shape.input_scale else 1)


def with_members(head, own):
    shape = architecture(**{"head": head, **own}, members=MEMBERS)
    return shape, *examples(shape, 9)


@every_head
@every_shape
def test_a_network_predicts_the_mean_of_its_members(head, own):
    shape, x, _ = with_members(head, own)
    theta, predicted = parameters(shape, models=2), HEADS[head].predict
    together = predicted(Network(shape, theta).predict(x))
    for model in range(2):
        twins = [alone(shape, theta[model : model + 1], member) for member in range(MEMBERS)]
        each = [predicted(twin.predict(x * scale[:, None]))[0] for twin, scale in twins]
        assert together[model] == pytest.approx(np.mean(each, axis=0), rel=1e-10)


@every_head
@every_shape
def test_training_lowers_the_mean_of_the_losses_of_members(head, own):
    shape, x, y = with_members(head, own)
    network = Network(shape, parameters(shape))
    z = network.by_member(network.forward(x).copy())
    network.backward(x, y)
    gradients = []
    for member in range(MEMBERS):
        twin, scale = alone(shape, network.parameters, member)
        assert z[:, member] == pytest.approx(twin.forward(x * scale[:, None]), rel=1e-10)
        twin.backward(x * scale[:, None], y)
        gradients.append(twin.dw)
    *hidden, last = [index for index, tensors in enumerate(network.dw) if "W" in tensors]
    for index, name in ((index, name) for index in hidden for name in ("W", "b")):
        if (index, name) != (hidden[0], "W"):
            mean = np.mean([of_member[index][name] for of_member in gradients], axis=0)
            assert network.dw[index][name] == pytest.approx(mean, rel=1e-9, abs=1e-13)
    heads = np.concatenate([of_member[last]["W"] for of_member in gradients], axis=1) / MEMBERS
    assert network.dw[last]["W"] == pytest.approx(heads, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("input_scale", [False, True])
def test_members_begin_with_random_signs_of_the_inputs_and_weights_of_their_own_in_the_last_layer(input_scale):
    shape = architecture(50, (64,), members=MEMBERS, input_scale=input_scale)
    first, _, last = shape.layout().views(start(shape), 3)
    signs = first["scales"][0] * (FACTOR if input_scale else 1)
    assert np.abs(signs) == pytest.approx(1)
    assert (signs[0] != signs[1]).any()
    assert 0.3 < np.mean(signs > 0) < 0.7
    assert len(np.unique(last["W"])) == last["W"].size == MEMBERS * 3 * 64


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_their_first_weights_are_as_large_as_those_of_a_network_alone(initializer):
    shape, plain = architecture(50, (64,), members=MEMBERS), architecture(50, (64,))
    ours, theirs = (each.layout().views(start(each, initializer), 3) for each in (shape, plain))
    assert (ours[0]["W"] == theirs[0]["W"]).all()
    assert (ours[-1]["W"][:, :3] == theirs[-1]["W"]).all()


def test_the_architecture_says_how_many_there_are():
    assert "members=3" in repr(architecture(members=3))
    assert "members" not in repr(architecture())


def start(shape, initializer="auto"):
    draws = [np.random.default_rng(layer) for layer in range(len(shape.hidden) + 1)]
    return initial_parameters(shape, initializer, draws, np.float64)[None]
