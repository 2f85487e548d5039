import tracemalloc
from math import tanh

import numpy as np
import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.descent import Descent
from hpsearch.engine.heads import HEADS
from hpsearch.engine.network import CHUNK, Network
from hpsearch.engine.optimizers import OPTIMIZERS

from .networks import architecture, examples, gradient, parameters

both_precisions = pytest.mark.parametrize("dtype", [np.float32, np.float64])
every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


def layer_by_layer(network, model, x):
    """Z of the last layer, unit by unit and example by example."""
    below = x.T.tolist()
    for depth, w in enumerate([w for w in network.w if w]):
        weights, biases = w["W"][model].tolist(), w["b"][model, :, 0].tolist()
        if depth:
            below = [[tanh(z) for z in example] for example in below]
        below = [
            [
                sum(a * b for a, b in zip(row, example, strict=True)) + bias
                for row, bias in zip(weights, biases, strict=True)
            ]
            for example in below
        ]
    return np.array(below).T


@pytest.mark.parametrize("hidden", [(), (5,), (4, 2), (1, 1, 1)])
@pytest.mark.parametrize("count", [1, 6])
def test_forward_is_what_a_plain_loop_makes_of_it(hidden, count):
    shape = architecture(hidden=hidden)
    network, (x, _) = Network(shape, parameters(shape, models=2)), examples(shape, count)
    z = network.forward(x)
    assert z.shape == (2, 3, count)
    for model in range(2):
        assert z[model] == pytest.approx(layer_by_layer(network, model, x), rel=1e-12)


@every_activation
@both_precisions
@pytest.mark.parametrize("count", [1, 3, 64])
def test_a_stack_gives_each_model_the_bits_that_it_has_alone(activation, dtype, count):
    shape = architecture(inputs=9, hidden=(16, 7), activation=activation)
    theta, (x, y) = parameters(shape, models=5, dtype=dtype), examples(shape, count, dtype)
    stack = Network(shape, theta)
    z = stack.forward(x).copy()
    stack.backward(x, y)
    for model in range(5):
        alone = Network(shape, theta[model : model + 1].copy())
        assert alone.forward(x).tobytes() == z[model : model + 1].tobytes()
        alone.backward(x, y)
        assert alone.gradient.tobytes() == stack.gradient[model : model + 1].tobytes()


@both_precisions
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(("hidden", "count"), [((64, 32), 64), ((64, 32), 27), ((130,), 256), ((), 100)])
def test_a_stack_of_usual_size_does_so_too(dtype, head, hidden, count):
    shape = architecture(inputs=64, hidden=hidden, activation="relu", head=head)
    theta, (x, y) = parameters(shape, models=8, dtype=dtype), examples(shape, count, dtype)
    together = gradient(shape, theta, x, y)
    for chosen in ([3], [7, 0], [1, 2, 3, 4, 5]):
        assert gradient(shape, theta[chosen], x, y).tobytes() == together[chosen].tobytes()


@both_precisions
def test_a_model_that_is_not_finite_leaves_its_companions_alone(dtype):
    shape = architecture(hidden=(8, 8), activation="relu")
    theta, (x, y) = parameters(shape, models=4, dtype=dtype), examples(shape, 16, dtype)
    calm = gradient(shape, theta, x, y)
    theta[1], theta[2] = np.nan, np.inf
    with np.errstate(all="ignore"):
        beside = gradient(shape, theta, x, y)
    assert beside[[0, 3]].tobytes() == calm[[0, 3]].tobytes()
    assert np.isnan(beside[[1, 2]]).any(axis=1).all()


@every_activation
def test_batch_sizes_that_take_turns_do_not_disturb_each_other(activation):
    shape = architecture(activation=activation)
    theta, large, small = parameters(shape, models=2), examples(shape, 8), examples(shape, 3, seed=2)
    network = Network(shape, theta)
    for x, y in (large, small, large, small, small, large):
        network.forward(x)
        network.backward(x, y)
        assert network.gradient.tobytes() == gradient(shape, theta, x, y).tobytes()


def test_another_batch_size_keeps_forward_values():
    """Another batch size does not change the values between forward and backward."""
    shape = architecture(activation="gelu")
    theta, (x, y), (other, _) = parameters(shape), examples(shape, 8), examples(shape, 5, seed=2)
    network = Network(shape, theta)
    network.forward(x)
    network.predict(other)
    network.backward(x, y)
    assert network.gradient.tobytes() == gradient(shape, theta, x, y).tobytes()


@pytest.mark.parametrize("activation", ["tanh", "gelu"])
def test_the_examples_and_parameters_are_left_as_they_were(activation):
    shape = architecture(activation=activation)
    theta, (x, y) = parameters(shape), examples(shape, 4)
    before = [array.tobytes() for array in (theta, x, y)]
    gradient(shape, theta, x, y)
    assert [array.tobytes() for array in (theta, x, y)] == before


@every_activation
def test_hidden_shows_the_activations_of_each_hidden_layer(activation):
    shape = architecture(hidden=(4, 2), activation=activation)
    network, (x, _) = Network(shape, parameters(shape, models=2)), examples(shape, 5)
    z = network.forward(x).copy()
    first, second = network.hidden(5)
    assert (first.shape, second.shape) == ((2, 4, 5), (2, 2, 5))
    last = network.w[-1]
    assert last["W"] @ second + last["b"] == pytest.approx(z, rel=1e-12)


@pytest.mark.parametrize("count", [1, CHUNK, 2 * CHUNK + 1, 3 * CHUNK])
def test_predictions_are_those_of_forward_a_chunk_at_a_time(count):
    shape = architecture()
    network, (x, _) = Network(shape, parameters(shape, models=2)), examples(shape, count)
    assert network.predict(x) == pytest.approx(network.forward(x), rel=1e-12)


def test_no_examples_have_no_predictions():
    shape = architecture()
    network, (x, _) = Network(shape, parameters(shape, models=2)), examples(shape, 3)
    assert network.predict(x[:, :0]).shape == (2, 3, 0)


def test_a_step_of_theta_is_seen_by_the_next_forward():
    shape = architecture()
    network, (x, _) = Network(shape, parameters(shape)), examples(shape, 4)
    before = network.forward(x).copy()
    network.theta += 0.1
    assert (network.forward(x) != before).any()
    assert network.models == 1


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_falling_cost_shows_that_the_whole_goes_downhill(optimizer):
    shape = architecture(hidden=(8,))
    network, (x, y) = Network(shape, parameters(shape, models=3)), examples(shape, 40)
    descent = Descent(OPTIMIZERS[optimizer], network.theta, network.gradient)
    usual = {"learning_rate": 0.02, "beta1": 0.9, "beta2": 0.9, "epsilon": 1e-8, "weight_decay": 0.01}
    columns = {key: np.full((3, 1), usual[key]) for key in OPTIMIZERS[optimizer].hyperparameters}
    before = network.head.losses(network.forward(x), y)
    for _ in range(60):
        network.forward(x)
        network.backward(x, y)
        descent.step(**columns)
    assert (network.head.losses(network.forward(x), y) < before).all()


ALLOWED = 40_000
"""Bytes: NumPy's own buffer for operands that it broadcasts or casts (8,192 float32, whatever the size of the arrays),
and a few hundred bytes for each view and for scalars. The smallest array of a layer below is four times as large."""


def peak_of_steps(activation, optimizer):
    """The bytes allocated at once during 20 steps after a warm-up."""
    shape = architecture(inputs=64, hidden=(64, 32), activation=activation, head="softmax", classes=10)
    network = Network(shape, parameters(shape, models=8, dtype=np.float32))
    batches = [examples(shape, 512, np.float32), examples(shape, 27, np.float32)]
    descent = Descent(OPTIMIZERS[optimizer], network.theta, network.gradient)
    columns = {key: np.full((8, 1), 0.01, np.float32) for key in OPTIMIZERS[optimizer].hyperparameters}

    def steps(rounds):
        for x, y in batches * rounds:
            network.forward(x)
            network.backward(x, y)
            descent.step(**columns)

    steps(1)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        steps(10)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_step_of_any_activation_allocates_nothing(activation):
    """A step under any activation allocates nothing of the size of its arrays."""
    assert peak_of_steps(activation, "sgd") < ALLOWED


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_step_of_any_optimizer_allocates_nothing(optimizer):
    """A step of any optimizer allocates nothing of the size of its arrays."""
    assert peak_of_steps("relu", optimizer) < ALLOWED
