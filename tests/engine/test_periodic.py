"""Cosines of the first inputs: their values, their gradient, and the networks that have them."""

import numpy as np
import pytest

from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.network import Network

from .networks import architecture, examples, parameters

SHAPES = [{"hidden": (4, 2)}, {"hidden": ()}, {"hidden": (5,), "batch_norm": True}, {"input_scale": True}]
WAVES = {"waves": 2, "numbers": 2}


def parts(shape):
    """The places of frequencies and phases in the flat buffer of `shape`, and those of all other parameters."""
    found = {name: part for _, name, _, part in shape.layout().tensors() if name in ("frequency", "phase")}
    own = np.concatenate([np.arange(part.start, part.stop) for part in found.values()])
    return found["frequency"], found["phase"], np.setdiff1d(np.arange(shape.layout().size), own)


@pytest.mark.parametrize("own", SHAPES, ids=str)
def test_it_is_the_plain_network_on_the_cosines_and_the_inputs(own):
    shape = architecture(**own, **WAVES)
    plain = architecture(inputs=shape.inputs + 4, **own)
    theta, (x, y) = parameters(shape, models=2), examples(shape, 9)
    frequency, phase, others = parts(shape)
    network = Network(shape, theta.copy())
    z = network.forward(x).copy()
    network.backward(x, y)
    for model in range(2):
        angles = x[[0, 0, 1, 1]] * theta[model, frequency, None] + theta[model, phase, None]
        inputs = np.concatenate([np.cos(angles), x])
        twin = Network(plain, theta[model : model + 1, others].copy())
        assert z[model] == pytest.approx(twin.forward(inputs)[0], rel=1e-12)
        twin.backward(inputs, y)
        learned = others[others < shape.layout().learned]
        assert network.gradient[model, learned] == pytest.approx(twin.gradient[0], rel=1e-9, abs=1e-12)
        assert network.predict(x)[model] == pytest.approx(twin.predict(inputs)[0], rel=1e-9)


def test_its_weights_begin_as_those_of_a_plain_network_of_as_many_inputs():
    shape = architecture(**WAVES)
    plain = architecture(inputs=shape.inputs + 4)
    first, second = (
        initial_parameters(each, "auto", [np.random.default_rng(layer) for layer in range(3)], np.float64)
        for each in (shape, plain)
    )
    frequency, phase, others = parts(shape)
    assert (first[others] == second).all()
    assert np.unique(first[frequency]).size == 4
    assert (np.abs(first[phase]) <= np.pi).all()


def test_neither_frequencies_nor_phases_are_subject_to_weight_decay():
    shape = architecture(**WAVES)
    frequency, phase, _ = parts(shape)
    assert min(frequency.start, phase.start) >= shape.layout().weights


def test_a_network_without_numbers_has_no_cosines():
    shape, plain = architecture(waves=2, numbers=0), architecture()
    assert shape.layout() == plain.layout()


def test_its_architecture_says_so():
    assert "cosines=2" in repr(architecture(**WAVES))
    assert "cosines" not in repr(architecture())
    assert "cosines" not in repr(architecture(waves=2, numbers=0))
