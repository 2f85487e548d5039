from math import sqrt

import numpy as np
import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.network import Network

VARIANCES = {
    "he": lambda n_in, _: 2 / n_in,
    "xavier": lambda n_in, _: 1 / n_in,
    "glorot": lambda n_in, n_out: 2 / (n_in + n_out),
    "small": lambda *_: 0.01**2,
    "zeros": lambda *_: 0.0,
}
"""Var(W) of the notes, §XI."""

WIDE = Architecture(300, (200, 100), 5, "relu", "softmax")

every_initializer = pytest.mark.parametrize("name", INITIALIZERS)


def draws(architecture, seed=0):
    return [np.random.default_rng([seed, layer]) for layer in range(len(architecture.widths) - 1)]


def start(architecture, initializers, dtype=np.float64, seed=0):
    """A stack of networks, one for each initializer."""
    rows = [initial_parameters(architecture, name, draws(architecture, seed), dtype) for name in initializers]
    return Network(architecture, np.stack(rows))


def dense(network):
    return [w for w in network.w if w]


@pytest.mark.parametrize("name", VARIANCES)
@pytest.mark.parametrize(("n_in", "n_out"), [(1, 1), (64, 10), (3, 200)])
def test_the_deviation_is_the_formulas(name, n_in, n_out):
    assert INITIALIZERS[name].deviation(n_in, n_out) == pytest.approx(sqrt(VARIANCES[name](n_in, n_out)), rel=1e-15)


@every_initializer
def test_the_drawn_weights_are_normal_with_that_variance(name):
    for w, n_in, n_out in zip(dense(start(WIDE, [name])), WIDE.widths, WIDE.widths[1:], strict=False):
        variance, count = INITIALIZERS[name].deviation(n_in, n_out) ** 2, n_in * n_out
        assert w["W"].shape == (1, n_out, n_in)
        assert w["W"].mean() == pytest.approx(0, abs=4 * sqrt(variance / count) + 1e-30)
        assert w["W"].var() == pytest.approx(variance, rel=4 * sqrt(2 / count))
        within_one = np.mean(np.abs(w["W"]) <= sqrt(variance))
        assert within_one == pytest.approx(0.6827 if variance else 1, abs=2 / sqrt(count))


@every_initializer
def test_biases_start_at_zero(name):
    for w in dense(start(WIDE, [name])):
        assert not w["b"].any()


def test_models_share_one_standard_draw():
    names = [name for name in INITIALIZERS if name != "zeros"]
    for w, n_in, n_out in zip(dense(start(WIDE, names)), WIDE.widths, WIDE.widths[1:], strict=False):
        deviations = [INITIALIZERS[name].deviation(n_in, n_out) for name in names]
        standard = w["W"] / np.array(deviations)[:, None, None]
        assert np.allclose(standard, standard[0], rtol=1e-12, atol=0)
        assert standard.std() > 0.9


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_initial_parameters_do_not_depend_on_companions(dtype):
    """A model's first parameters do not depend on its companions."""
    names = ["he", "small", "auto", "glorot", "xavier"]
    together = start(WIDE, names, dtype).theta
    assert together.dtype == dtype
    for row, name in zip(together, names, strict=True):
        assert start(WIDE, [name], dtype).theta.tobytes() == row.tobytes()


def test_a_layer_has_its_own_draw_whatever_the_layers_before_it():
    wider = Architecture(300, (201, 100), 5, "relu", "softmax")
    (_, _, last), (_, _, last_of_wider) = dense(start(WIDE, ["he"])), dense(start(wider, ["he"]))
    assert last["W"].tobytes() == last_of_wider["W"].tobytes()


def test_layers_of_one_shape_start_differently():
    first, second, _ = dense(start(Architecture(8, (8, 8), 1, "tanh", "linear"), ["xavier"]))
    assert (first["W"] != second["W"]).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_auto_is_the_initializer_of_the_activations_family(activation):
    architecture = Architecture(4, (3,), 2, activation, "softmax")
    auto, family = start(architecture, ["auto", ACTIVATIONS[activation].family]).theta
    assert auto.tobytes() == family.tobytes()


def test_a_missing_draw_is_an_error():
    with pytest.raises(ValueError, match="argument"):
        initial_parameters(WIDE, "he", draws(WIDE)[:-1], np.float64)
