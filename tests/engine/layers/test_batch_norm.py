import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.averages import Average
from hpsearch.engine.descent import Descent
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.layers.batch_norm import DECAY, EPSILON
from hpsearch.engine.network import CHUNK, Network
from hpsearch.engine.optimizers import OPTIMIZERS
from tests.engine.networks import architecture, examples, parameters

both_precisions = pytest.mark.parametrize(("dtype", "rel"), [(np.float32, 1e-4), (np.float64, 1e-11)])


def normalised(**changes):
    """An architecture with batch normalisation; under the identity its hidden values are the normalised ones."""
    return architecture(**{"hidden": (4, 2), "activation": "identity", **changes}, batch_norm=True)


def by_layer(network):
    """What each hidden layer is made of, W with γ, β and the running averages, and the last W and b."""
    *hidden, last = [w for w in network.w if w]
    return [
        {**dense, **norm, "mean": norm["moments"][:, 0, :, None], "variance": norm["moments"][:, 1, :, None]}
        for dense, norm in zip(hidden[::2], hidden[1::2], strict=True)
    ], last


def moments(z):
    """μ and σ² over the examples, the latter divided by their number."""
    mean = z.sum(axis=-1, keepdims=True) / z.shape[-1]
    return mean, np.square(z - mean).sum(axis=-1, keepdims=True) / z.shape[-1]


def formula(network, x, moments_of):
    """Z of the last layer in float64 (notes §XXVI), with the moments that `moments_of` a layer and its Z are."""
    hidden, last = by_layer(network)
    a = x.astype(np.float64)
    for w in hidden:
        z = w["W"].astype(np.float64) @ a
        mean, variance = moments_of(w, z)
        a = w["gamma"] * (z - mean) / np.sqrt(variance + EPSILON) + w["beta"]
    return last["W"] @ a + last["b"]


@both_precisions
@pytest.mark.parametrize("count", [2, 7, 64])
def test_training_uses_the_moments_of_the_batch(dtype, rel, count):
    """In training, batch norm is the formula with the moments of the batch."""
    shape = normalised()
    network, (x, _) = Network(shape, parameters(shape, models=3, dtype=dtype)), examples(shape, count, dtype)
    expected = formula(network, x, lambda _, z: moments(z))
    assert network.forward(x) == pytest.approx(expected, rel=rel, abs=rel)


@both_precisions
@pytest.mark.parametrize("count", [1, 7, CHUNK + 1])
def test_prediction_uses_the_running_averages(dtype, rel, count):
    """In prediction, batch norm is the formula with the running averages."""
    shape = normalised()
    network, (x, _) = Network(shape, parameters(shape, models=3, dtype=dtype)), examples(shape, count, dtype)
    expected = formula(network, x, lambda w, _: (w["mean"], w["variance"]))
    assert network.predict(x) == pytest.approx(expected, rel=rel, abs=rel)


@both_precisions
def test_running_averages_are_bias_corrected(dtype, rel):
    """The running averages are the bias-corrected ones over all batches."""
    shape = normalised(hidden=(4,))
    start = initial_parameters(shape, "xavier", [np.random.default_rng(0), np.random.default_rng(1)], dtype)
    network = Network(shape, np.stack([start, start + 0.1]))
    network.parameters[:, network.layout.learned :] = start[network.layout.learned :]
    (w,), _ = by_layer(network)
    mean, variance = (Average(DECAY, np.zeros((2, 4, 1))) for _ in range(2))
    for number, count in enumerate([8, 8, 5, 8, 2, 8, 8, 8, 8, 8, 8, 3], start=1):
        x, _ = examples(shape, count, dtype, seed=number)
        network.forward(x)
        for average, theta in zip((mean, variance), moments(w["W"].astype(np.float64) @ x), strict=True):
            average.update(theta)
        assert w["mean"] == pytest.approx(mean.value, rel=rel, abs=rel)
        assert w["variance"] == pytest.approx(variance.value, rel=rel, abs=rel)
        assert (w["batches"] == number).all()


def test_prediction_keeps_the_running_averages():
    """Prediction leaves the running averages as they were and training does not."""
    shape = normalised()
    network, (x, _) = Network(shape, parameters(shape)), examples(shape, 8)
    before = network.parameters.copy()
    network.predict(x)
    assert network.parameters.tobytes() == before.tobytes()
    network.forward(x)
    assert network.theta.tobytes() == before[:, : network.layout.learned].tobytes()
    assert (network.parameters[:, network.layout.learned :] != before[:, network.layout.learned :]).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_predictions_of_examples_are_independent(activation):
    """What is predicted of an example does not depend on the others."""
    shape = normalised(activation=activation)
    network, (x, _), (others, _) = Network(shape, parameters(shape, models=2)), examples(shape, 9), examples(shape, 9)
    together = network.predict(x)
    others *= 100
    others[:, 4] = x[:, 4]
    assert network.predict(others)[..., 4].tobytes() == together[..., 4].tobytes()
    for number in range(9):
        assert network.predict(x[:, number : number + 1])[..., 0] == pytest.approx(together[..., number], rel=1e-12)


def test_gamma_of_the_deviation_and_beta_of_the_mean_undo_it():
    shape, plain_shape = normalised(), architecture(hidden=(4, 2), activation="identity")
    network, (x, _) = Network(shape, parameters(shape, models=2)), examples(shape, 20)
    plain = Network(plain_shape, np.zeros((2, plain_shape.layout().size)))
    for w, of_plain in zip(*([w for w in one.w if "W" in w] for one in (network, plain)), strict=True):
        of_plain["W"][...] = w["W"]
    hidden, last = by_layer(network)
    a = x
    for w in hidden:
        a = w["W"] @ a
        w["mean"][...], w["variance"][...] = moments(a)
        w["gamma"][...], w["beta"][...] = np.sqrt(w["variance"] + EPSILON), w["mean"]
    plain.w[-1]["b"][...] = last["b"]
    expected = plain.forward(x)
    assert network.predict(x) == pytest.approx(expected, rel=1e-9)
    assert network.forward(x) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_bias_of_a_normalised_layer_is_dropped(activation):
    layout = normalised(activation=activation).layout()
    assert sorted(name for _, name, _ in layout.slots) == sorted(
        ["W"] * 3 + ["gamma", "beta", "moments", "batches"] * 2 + ["b"]
    )
    (of_bias,) = [layer for layer, name, _ in layout.slots if name == "b"]
    assert of_bias == max(layer for layer, _, _ in layout.slots)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=3))
def test_a_bias_would_change_nothing(shift):
    """What is added to all examples of a batch is added to Z as a bias is."""
    shape = normalised(activation="tanh")
    network, (x, _) = Network(shape, parameters(shape)), examples(shape, 8)
    expected = network.forward(x).copy()
    assert network.forward(x + np.array(shift)[:, None]) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_a_unit_that_never_varies_becomes_beta():
    shape = normalised(hidden=(4,))
    network, (x, _) = Network(shape, parameters(shape)), examples(shape, 8)
    x[...] = 3.0
    network.forward(x)
    (hidden,), (w,) = network.hidden(8), by_layer(network)[0]
    assert hidden == pytest.approx(np.broadcast_to(w["beta"], hidden.shape), rel=1e-9)


def test_the_running_averages_are_no_parameters():
    shape = normalised()
    network = Network(shape, parameters(shape))
    statistics = 2 * (4 + 2) + 2
    assert network.layout.size - network.layout.learned == statistics
    assert network.theta.shape == network.gradient.shape == (1, network.layout.learned)


def test_a_new_network_starts_with_gamma_1():
    """A new network starts with gamma 1 and predicts as if its inputs were standardised already."""
    shape = normalised()
    draws = [np.random.default_rng(layer) for layer in range(3)]
    network = Network(shape, initial_parameters(shape, "he", draws, np.float64)[None])
    for w in by_layer(network)[0]:
        assert (w["gamma"] == 1).all()
        assert (w["variance"] == 1).all()
        assert not any(w[name].any() for name in ("beta", "mean", "batches"))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_gamma_and_beta_are_learned_by_every_optimizer(optimizer):
    shape = normalised(activation="tanh")
    network, (x, y) = Network(shape, parameters(shape, models=2)), examples(shape, 30)
    descent = Descent(OPTIMIZERS[optimizer], network.theta, network.gradient, network.layout.weights)
    usual = {"learning_rate": 0.02, "beta1": 0.9, "beta2": 0.9, "epsilon": 1e-8, "weight_decay": 0.01}
    columns = {key: np.full((2, 1), usual[key]) for key in OPTIMIZERS[optimizer].hyperparameters}
    before, start = network.head.losses(network.forward(x), y), network.theta.copy()
    for step in range(30):
        network.forward(x)
        network.backward(x, y)
        descent.step(**columns)
        for layer, name, _, part in network.layout.tensors() if step == 0 else ():
            if name in ("gamma", "beta"):
                assert (network.theta[:, part] != start[:, part]).all(), layer
    assert (network.head.losses(network.forward(x), y) < before).all()
