"""A learned scale of the inputs: the value and the gradient of a network whose inputs are multiplied by it."""

import numpy as np
import pytest

from hpsearch.engine.descent import Descent
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.layers.scaled_dense import FACTOR
from hpsearch.engine.network import Network
from hpsearch.engine.optimizers import OPTIMIZERS
from tests.engine.networks import architecture, examples, gradient, parameters

SHAPES = [{"hidden": (4, 2)}, {"hidden": ()}, {"hidden": (5,), "batch_norm": True}]


def parts(shape):
    """The place of the scale, and of all other parameters, in the flat buffer of `shape`."""
    scale = next(part for _, name, _, part in shape.layout().tensors() if name == "scale")
    return scale, np.setdiff1d(np.arange(shape.layout().size), np.arange(scale.start, scale.stop))


@pytest.mark.parametrize("own", SHAPES, ids=str)
def test_it_is_the_plain_network_on_inputs_that_are_multiplied(own):
    shape, plain = architecture(**own, input_scale=True), architecture(**own)
    theta, (x, y) = parameters(shape, models=2), examples(shape, 9)
    scale, others = parts(shape)
    network = Network(shape, theta.copy())
    z = network.forward(x).copy()
    network.backward(x, y)
    for model in range(2):
        factor = FACTOR * theta[model, scale]
        twin = Network(plain, theta[model : model + 1, others].copy())
        assert z[model] == pytest.approx(twin.forward(x * factor[:, None])[0], rel=1e-12)
        twin.backward(x * factor[:, None], y)
        learned = others[others < shape.layout().learned]
        assert network.gradient[model, learned] == pytest.approx(twin.gradient[0], rel=1e-9, abs=1e-12)
        assert network.predict(x)[model] == pytest.approx(twin.predict(x * factor[:, None])[0], rel=1e-9)


@pytest.mark.parametrize("own", SHAPES, ids=str)
def test_a_network_begins_as_the_one_without_it(own):
    shape, plain = architecture(**own, input_scale=True), architecture(**own)
    first, second = (
        initial_parameters(
            each, "auto", [np.random.default_rng(layer) for layer in range(len(own["hidden"]) + 1)], np.float64
        )
        for each in (shape, plain)
    )
    x, _ = examples(shape, 9)
    assert (first[parts(shape)[1]] == second).all()
    assert Network(shape, first[None]).predict(x) == pytest.approx(Network(plain, second[None]).predict(x), rel=1e-12)


def test_adam_moves_it_six_times_as_fast_as_a_weight():
    shape = architecture(input_scale=True)
    theta, (x, y) = parameters(shape), examples(shape, 9)
    scale, _ = parts(shape)
    moved = theta.copy()
    columns = {"learning_rate": 0.01, "beta1": 0.9, "beta2": 0.9, "epsilon": 1e-12}
    descent = Descent(OPTIMIZERS["adam"], moved, gradient(shape, theta, x, y))
    descent.step(**{name: np.array([[value]]) for name, value in columns.items()})
    steps = np.abs(moved - theta)[0]
    assert FACTOR * steps[scale] == pytest.approx(np.full(3, 0.06), rel=1e-6)
    assert steps[: shape.layout().weights] == pytest.approx(np.full(shape.layout().weights, 0.01), rel=1e-6)


def test_its_architecture_says_so():
    assert "input_scale" in repr(architecture(input_scale=True))
    assert "input_scale" not in repr(architecture())
