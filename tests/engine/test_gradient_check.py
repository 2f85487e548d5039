import os
from dataclasses import dataclass
from itertools import cycle, islice, product

import numpy as np
import pytest

from hpsearch.engine import gradient_check
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.activations.tanh import Tanh
from hpsearch.engine.descent import Descent
from hpsearch.engine.gradient_check import GREAT, check_gradient
from hpsearch.engine.heads import HEADS
from hpsearch.engine.l2 import add_l2_gradient
from hpsearch.engine.label_smoothing import smooth_labels
from hpsearch.engine.layers.dense import Dense
from hpsearch.engine.layers.dropout import Dropout
from hpsearch.engine.network import Network
from hpsearch.engine.optimizers import OPTIMIZERS
from tests.engine.wrong_derivative import make_wrong

from .networks import CLASSES, architecture, examples, parameters

COMBINATIONS = list(product(ACTIVATIONS, HEADS, (False, True)))
CASES = max(int(os.environ.get("HPSEARCH_CASES", "100")), len(COMBINATIONS))
"""Random networks to check: each activation under each head, with and without batch normalisation."""


@dataclass(frozen=True)
class Case:
    """A random network with its examples, biases and γ, β drawn at random; each feature is on in about half."""

    network: Network
    x: np.ndarray
    y: np.ndarray
    l2: float
    example_weights: np.ndarray | None

    @classmethod
    def drawn(cls, seed, activation, head, batch_norm):
        rng = np.random.default_rng([seed, 12])
        on = rng.random(5) < 0.5
        # One input into batch normalisation is ±1 for any weight: near 0 the step would only measure curvature.
        least = 3 if batch_norm else 1
        hidden = rng.integers(least, 7, size=rng.integers(4))
        shape = architecture(
            int(rng.integers(least, 7)),
            map(int, hidden),
            activation,
            head,
            batch_norm=batch_norm,
            input_scale=bool(on[4]),
            members=[1, 1, 2, 3][seed % 4] if len(hidden) else 1,
            parametric_activation=seed % 3 == 1,
            waves=2 if seed % 5 < 2 else 0,
            numbers=1 if seed % 5 < 2 else 0,
        )
        x, y = examples(shape, int(rng.integers(4 * least, 21)), seed=seed)
        dropouts = [Dropout(units, np.array([rng.uniform(0.4, 1)])) for units in shape.widths[:-1]] if on[0] else []
        for dropout in dropouts:
            columns = x.shape[-1] * (1 if dropout is dropouts[0] else shape.members)
            dropout.draw(rng, columns)  # frozen from here on
        if on[1] and CLASSES[head]:
            y = smooth_labels(y, np.array([[rng.uniform(0, 0.3)]]), CLASSES[head], np.empty((1, *y.shape)))
        return cls(
            Network(shape, parameters(shape, seed=seed), dropouts),
            x,
            y,
            l2=10 ** rng.uniform(-2, 1) if on[2] else 0.0,
            example_weights=rng.uniform(0.2, 3, size=x.shape[-1]) if on[3] else None,
        )

    def check(self):
        """At a tenth of the step where the usual one looks too large: one case in a thousand is that curved."""
        for step in (1e-5, 1e-6):
            check = check_gradient(
                self.network, self.x, self.y, self.l2, example_weights=self.example_weights, step=step
            )
            if check.worst <= GREAT:
                break
        return check

    def train_a_little(self, optimizer):
        """Twenty steps, at a rate at which none of 10,000 of these networks diverges."""
        network = self.network
        usual = {"learning_rate": 0.003, "beta1": 0.9, "beta2": 0.9, "epsilon": 1e-8, "weight_decay": 0.01}
        columns = {key: np.array([[usual[key]]]) for key in optimizer.hyperparameters}
        descent, scratch = Descent(optimizer, network.theta, network.gradient), np.empty_like(network.weights)
        for _ in range(20):
            network.forward(self.x)
            network.backward(self.x, self.y, self.example_weights)
            l2 = np.array([[self.l2]])
            add_l2_gradient(network.weight_gradients, network.weights, l2, self.x.shape[-1], scratch)
            descent.step(**columns)


@pytest.mark.parametrize(
    ("seed", "activation", "head", "batch_norm"),
    [(seed, *combination) for seed, combination in enumerate(islice(cycle(COMBINATIONS), CASES))],
)
def test_gradient_is_great_at_the_start_and_after_training(seed, activation, head, batch_norm):
    """The gradient check passes, whole and in every tensor, at the start and after training."""
    case = Case.drawn(seed, activation, head, batch_norm)
    optimizer = OPTIMIZERS[sorted(OPTIMIZERS)[seed % len(OPTIMIZERS)]]
    for _ in range(2):
        check = case.check()
        assert check.checked + check.skipped == case.network.layout.learned
        assert check.checked > 0
        assert check.worst <= GREAT, (case, check)
        case.train_a_little(optimizer)


@pytest.fixture
def hidden_once():
    """A network of one hidden layer, and its examples."""
    shape = architecture(hidden=(4,), activation="tanh")
    return Network(shape, parameters(shape)), *examples(shape, 6)


def test_every_tensor_is_named_from_layer_1(hidden_once):
    check = check_gradient(*hidden_once, l2=0.0)
    assert set(check.tensors) == {"W[1]", "b[1]", "W[2]", "b[2]"}
    assert check.worst == max(check.difference, *check.tensors.values())


def test_a_wrong_derivative_is_caught(hidden_once, monkeypatch):
    """A derivative off by 1 % is caught and its tensors are named."""
    make_wrong(Tanh, monkeypatch)
    check = check_gradient(*hidden_once, l2=0.1)
    assert check.difference > 1e-4
    assert {name for name, difference in check.tensors.items() if difference > 1e-4} == {"W[1]", "b[1]"}
    assert max(check.tensors["W[2]"], check.tensors["b[2]"]) <= GREAT


def test_a_wrong_bias_gradient_is_caught_in_the_biases_alone(hidden_once, monkeypatch):
    right = Dense.backward

    def wrong(self, w, below, above, d_above, dw, d_below, memory):
        right(self, w, below, above, d_above, dw, d_below, memory)
        dw["b"][:] *= 2

    monkeypatch.setattr(Dense, "backward", wrong)
    tensors = check_gradient(*hidden_once, l2=0.0).tensors
    assert min(tensors["b[1]"], tensors["b[2]"]) == pytest.approx(1 / 3, rel=1e-4)
    assert max(tensors["W[1]"], tensors["W[2]"]) <= GREAT


def test_a_forgotten_l2_gradient_is_caught_in_the_weights_alone(hidden_once, monkeypatch):
    monkeypatch.setattr(gradient_check, "add_l2_gradient", lambda *_: None)
    tensors = check_gradient(*hidden_once, l2=1.0).tensors
    assert min(tensors["W[1]"], tensors["W[2]"]) > 1e-2
    assert max(tensors["b[1]"], tensors["b[2]"]) <= GREAT


def on_the_kink(activation):
    """One hidden unit whose Z is exactly 0."""
    shape = architecture(inputs=1, hidden=(1,), activation=activation, head="linear")
    network = Network(shape, np.array([[1.0, 1.0, -1.0, 0.5]]))  # W[1], W[2], b[1], b[2]
    return check_gradient(network, np.array([[1.0]]), np.array([[2.0]]), 0.0)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_kinks_are_skipped_and_counted(activation):
    """Components whose step crosses a kink are skipped and counted."""
    check = on_the_kink(activation)
    assert (check.checked, check.skipped) == ((2, 2) if ACTIVATIONS[activation].kink else (4, 0))
    assert check.worst <= (1e-5 if activation == "elu" else GREAT)  # elu's second derivative jumps at 0


def test_a_dead_unit_has_no_gradient_and_no_difference():
    """A unit that is off for every example has no gradient and no difference."""
    shape = architecture(inputs=1, hidden=(1,), activation="relu", head="linear")
    network = Network(shape, np.array([[1.0, 1.0, -5.0, 0.5]]))
    check = check_gradient(network, np.array([[1.0, 2.0]]), np.array([[2.0, 1.0]]), 0.0)
    assert (check.checked, check.skipped) == (4, 0)
    assert check.tensors["W[1]"] == check.tensors["b[1]"] == 0
    assert check.worst <= GREAT


def test_only_the_components_asked_for_are_checked(hidden_once, monkeypatch):
    network, x, y = hidden_once
    places = {f"{name}[{layer // 2 + 1}]": part for layer, name, _, part in network.layout.tensors()}
    make_wrong(Tanh, monkeypatch)
    every = np.arange(network.layout.size)
    in_first, in_second = every[places["W[1]"]][:3], every[places["W[2]"]][[0, 2]]
    innocent = check_gradient(network, x, y, 0.0, in_second)
    assert (innocent.checked, innocent.tensors["W[1]"]) == (2, 0)
    assert innocent.worst <= GREAT
    both = check_gradient(network, x, y, 0.0, np.concatenate([in_first, in_second]))
    assert both.checked == 5
    assert both.tensors["W[1]"] > 1e-4
    assert both.tensors["W[2]"] <= GREAT
    assert check_gradient(network, x, y, 0.0, every) == check_gradient(network, x, y, 0.0)


def test_all_components_are_checked(monkeypatch, hidden_once):
    """More components than are evaluated at once are all checked."""
    whole = check_gradient(*hidden_once, l2=0.3)
    monkeypatch.setattr(gradient_check, "STACK", 5)
    in_parts = check_gradient(*hidden_once, l2=0.3)
    assert in_parts.checked == whole.checked == hidden_once[0].layout.size
    assert in_parts.worst <= GREAT


def test_the_parameters_come_back_as_they_were(hidden_once):
    network, x, y = hidden_once
    before = network.theta.tobytes()
    check_gradient(network, x, y, 0.1)
    assert network.theta.tobytes() == before


@pytest.mark.parametrize("shift", [0.0, 1e4])
def test_a_check_at_large_logits_is_no_false_alarm(shift):
    shape = architecture(hidden=(), head="softmax")
    theta = parameters(shape)
    theta[:, -3:] += np.array([shift, -shift, 0.0])
    assert check_gradient(Network(shape, theta), *examples(shape, 5), l2=0.0).worst <= GREAT
