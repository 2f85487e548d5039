"""What the notes say of single optimizers (§XVII–XIX)."""

from math import sqrt

import numpy as np
import pytest

from hpsearch.engine.descent import Descent
from hpsearch.engine.optimizers import OPTIMIZERS

from .test_optimizers import MODELS, columns, descend, noise_of, theta_of


def test_adams_first_step():
    """Adam's first step is the learning rate, against the gradient's sign."""
    theta, gradient = np.zeros((1, 4)), np.array([[3.0, -0.01, 1e3, -1e-4]])
    sign = np.sign(gradient)
    settings = {"learning_rate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-12}
    Descent(OPTIMIZERS["adam"], theta, gradient).step(**{key: np.array([[value]]) for key, value in settings.items()})
    assert theta == pytest.approx(-0.02 * sign, rel=1e-6)


def test_rmsprops_first_step():
    """RMSprop's first step is not corrected and its own beta2 is 0.9."""
    theta, gradient = np.zeros((1, 2)), np.array([[2.0, -5.0]])
    sign = np.sign(gradient)
    assert OPTIMIZERS["rmsprop"].defaults["beta2"] == 0.9
    assert OPTIMIZERS["adam"].defaults["beta2"] == 0.999
    settings = {"learning_rate": 0.01, "beta2": 0.9, "epsilon": 0.0}
    descent = Descent(OPTIMIZERS["rmsprop"], theta, gradient)
    descent.step(**{key: np.array([[value]]) for key, value in settings.items()})
    assert theta == pytest.approx(-0.01 / sqrt(0.1) * sign, rel=1e-12)


def test_momentum_without_memory_is_gradient_descent():
    with_momentum, without = theta_of(4), theta_of(4)
    rate = {"learning_rate": np.full((MODELS, 1), 0.1)}
    descend("momentum", with_momentum, noise_of(4), {**rate, "beta1": np.zeros((MODELS, 1))})
    descend("sgd", without, noise_of(4), rate)
    assert with_momentum == pytest.approx(without, rel=1e-12)


def test_weight_decay_spares_what_is_no_weight():
    """The first three parameters are weights: two stacks that differ only in the decay differ only in those."""

    def after(decay):
        theta, noise = theta_of(5), noise_of(5)
        gradient = np.empty_like(theta)
        descent = Descent(OPTIMIZERS["adamw"], theta, gradient, weights=3)
        settings = {**columns("adamw"), "weight_decay": np.full((MODELS, 1), decay)}
        for of_step in noise:
            gradient[:] = of_step
            descent.step(**settings)
        return theta

    decayed, plain = after(0.5), after(0.0)
    assert (decayed[:, 3:] == plain[:, 3:]).all()
    assert (decayed[:, :3] != plain[:, :3]).all()
    assert (after(0.0) == after(0.0)).all()
