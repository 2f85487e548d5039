"""Units that learn how far their activation bends: A = Z + α (g(Z) − Z)."""

import numpy as np
import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.layers.parametric_activate import PACE
from hpsearch.engine.network import Network
from tests.engine.networks import architecture, examples, gradient, parameters

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


def bent(shape, theta, alpha):
    """Parameters in which all units bend so far."""
    theta = theta.copy()
    for _, name, _, part in shape.layout().tensors():
        if name == "bend":
            theta[:, part] = alpha / PACE
    return theta


def without(shape, theta):
    """The parameters of the same network without those of its activations."""
    kept = [np.arange(part.start, part.stop) for _, name, _, part in shape.layout().tensors() if name != "bend"]
    return theta[:, np.concatenate(kept)]


@every_activation
@pytest.mark.parametrize("batch_norm", [False, True])
def test_at_1_it_is_the_activation_and_at_0_the_identity(activation, batch_norm):
    own = {"hidden": (4, 3), "batch_norm": batch_norm}
    shape = architecture(**own, activation=activation, parametric_activation=True)
    theta, (x, y) = parameters(shape, models=2), examples(shape, 9)
    for alpha, name in ((1.0, activation), (0.0, "identity")):
        plain = architecture(**own, activation=name)
        ours = bent(shape, theta, alpha)
        expected = Network(plain, without(shape, ours))
        assert Network(shape, ours.copy()).predict(x) == pytest.approx(expected.predict(x), rel=1e-9, abs=1e-12)
        theirs = gradient(plain, without(shape, ours), x, y)
        weights = plain.layout().weights
        found = gradient(shape, ours.copy(), x, y)[:, :weights]
        assert found == pytest.approx(theirs[:, :weights], rel=1e-8, abs=1e-12)


@every_activation
def test_a_network_begins_as_the_one_without_it(activation):
    shape, plain = (architecture(activation=activation, parametric_activation=on) for on in (True, False))
    first, second = (
        initial_parameters(each, "auto", [np.random.default_rng(layer) for layer in range(3)], np.float64)[None]
        for each in (shape, plain)
    )
    assert (without(shape, first) == second).all()
    x, _ = examples(shape, 9)
    assert Network(shape, first).predict(x) == pytest.approx(Network(plain, second).predict(x), rel=1e-9, abs=1e-14)


def test_its_architecture_says_so():
    assert repr(architecture(parametric_activation=True)) == "3-4-2-3 parametric tanh softmax"
    assert "parametric" not in repr(architecture())
