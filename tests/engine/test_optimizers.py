from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.descent import BLOCK, Descent
from hpsearch.engine.optimizers import OPTIMIZERS


def sgd(theta, gradient, state, t, *, learning_rate):  # noqa: ARG001, all references have one signature
    return theta - learning_rate * gradient


def momentum(theta, gradient, state, t, *, learning_rate, beta1):  # noqa: ARG001, as above
    state["v"] = beta1 * state.get("v", 0.0) + (1 - beta1) * gradient
    return theta - learning_rate * state["v"]


def rmsprop(theta, gradient, state, t, *, learning_rate, beta2, epsilon):  # noqa: ARG001, as above
    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * gradient**2
    return theta - learning_rate * gradient / (sqrt(state["s"]) + epsilon)


def adam(theta, gradient, state, t, *, learning_rate, beta1, beta2, epsilon):
    state["v"] = beta1 * state.get("v", 0.0) + (1 - beta1) * gradient
    state["s"] = beta2 * state.get("s", 0.0) + (1 - beta2) * gradient**2
    v, s = state["v"] / (1 - beta1**t), state["s"] / (1 - beta2**t)
    return theta - learning_rate * v / (sqrt(s) + epsilon)


def nesterov(theta, gradient, state, t, *, learning_rate, beta1):  # noqa: ARG001, as above
    state["v"] = beta1 * state.get("v", 0.0) + (1 - beta1) * gradient
    return theta - learning_rate * (beta1 * state["v"] + (1 - beta1) * gradient)


def adamw(theta, gradient, state, t, *, weight_decay, **settings):
    return adam(theta, gradient, state, t, **settings) - settings["learning_rate"] * weight_decay * theta


FORMULAS = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}
"""One step of one number, as the notes have it (§XVII–XIX)."""

SETTINGS = {
    "learning_rate": (0.1, 0.003, 0.02, 1.0),
    "beta1": (0.9, 0.0, 0.99, 0.5),
    "beta2": (0.999, 0.9, 0.5, 0.99),
    "epsilon": (1e-8, 1e-3, 1e-8, 1e-1),
    "weight_decay": (0.01, 0.0, 0.1, 0.5),
}
"""A column for each hyperparameter: what four models of one stack are given."""

MODELS, STEPS = 4, 20

every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)
both_precisions = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def columns(name, models=slice(None), dtype=np.float64):
    return {key: np.array(SETTINGS[key], dtype)[models, None] for key in OPTIMIZERS[name].hyperparameters}


def curvature(parameters):
    """A steepness a parameter."""
    return np.linspace(0.5, 2, parameters)


def theta_of(parameters, dtype=np.float64):
    return np.random.default_rng(0).normal(size=(MODELS, parameters)).astype(dtype)


def noise_of(parameters, dtype=np.float64):
    """What is added to the gradient in each step."""
    return np.random.default_rng(1).normal(size=(STEPS, MODELS, parameters)).astype(dtype)


def descend(name, theta, noise, settings):
    """Twenty steps down a noisy bowl; theta moves in place."""
    gradient = np.empty_like(theta)
    descent = Descent(OPTIMIZERS[name], theta, gradient)
    steepness = curvature(theta.shape[1]).astype(theta.dtype)
    for of_step in noise:
        gradient[:] = steepness * theta + of_step
        descent.step(**settings)
    return descent


@pytest.mark.parametrize("name", FORMULAS)
def test_twenty_steps_are_the_formulas(name):
    theta, noise = theta_of(5), noise_of(5)
    expected = theta.copy()
    for model in range(MODELS):
        settings = {key: SETTINGS[key][model] for key in OPTIMIZERS[name].hyperparameters}
        for place, steepness in enumerate(curvature(5).tolist()):
            x, state = float(theta[model, place]), {}
            for t in range(1, STEPS + 1):
                x = FORMULAS[name](x, steepness * x + float(noise[t - 1, model, place]), state, t, **settings)
            expected[model, place] = x
    descend(name, theta, noise, columns(name))
    assert theta == pytest.approx(expected, rel=1e-12, abs=1e-12)


@every_optimizer
def test_it_goes_down_a_convex_bowl(name):
    theta = theta_of(6)
    gradient = np.empty_like(theta)
    descent = Descent(OPTIMIZERS[name], theta, gradient)
    beta2 = OPTIMIZERS[name].defaults.get("beta2", 0.9)
    usual = {"learning_rate": 0.01, "beta1": 0.9, "beta2": beta2, "epsilon": 1e-8, "weight_decay": 0.01}
    settings = {key: np.full((MODELS, 1), usual[key]) for key in OPTIMIZERS[name].hyperparameters}

    def height():
        return (curvature(6) * theta**2).sum(axis=1) / 2

    before = height()
    for _ in range(200):
        gradient[:] = curvature(6) * theta
        descent.step(**settings)
    assert (height() < 0.3 * before).all()


@every_optimizer
@both_precisions
def test_state_starts_at_zero_in_the_same_precision(name, dtype):
    """An optimizer's state starts at zero and keeps the precision of the parameters."""
    theta = theta_of(3, dtype)
    descent = Descent(OPTIMIZERS[name], theta, np.zeros_like(theta))
    assert set(descent.state) == set(OPTIMIZERS[name].state)
    assert descent.t == 0
    for buffer in descent.state.values():
        assert (buffer.shape, buffer.dtype) == (theta.shape, dtype)
        assert not buffer.any()


@every_optimizer
@both_precisions
def test_columns_give_each_model_the_bits_that_it_has_alone(name, dtype):
    start, noise = theta_of(37, dtype), noise_of(37, dtype)
    together = start.copy()
    descend(name, together, noise, columns(name, dtype=dtype))
    for model in range(MODELS):
        one = slice(model, model + 1)
        alone = start[one].copy()
        descend(name, alone, noise[:, one], columns(name, one, dtype))
        assert alone.tobytes() == together[one].tobytes()


@every_optimizer
def test_a_model_that_runs_away_leaves_its_companions_alone(name):
    start, noise = theta_of(9, np.float32), noise_of(9, np.float32)
    calm, beside = start.copy(), start.copy()
    beside[2] = np.inf
    descend(name, calm, noise, columns(name, dtype=np.float32))
    with np.errstate(all="ignore"):
        descend(name, beside, noise, columns(name, dtype=np.float32))
    assert not np.isfinite(beside[2]).any()
    assert np.delete(beside, 2, axis=0).tobytes() == np.delete(calm, 2, axis=0).tobytes()


@every_optimizer
@both_precisions
@pytest.mark.parametrize("parameters", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 5])
def test_blocks_change_no_bit(name, dtype, parameters):
    rng = np.random.default_rng(2)
    whole = rng.normal(size=(2, parameters)).astype(dtype)
    blocked, gradients = whole.copy(), rng.normal(size=(3, *whole.shape)).astype(dtype)
    settings = columns(name, slice(2), dtype)
    buffers = {key: np.zeros_like(whole) for key in OPTIMIZERS[name].state}
    gradient = np.empty_like(whole)
    descent = Descent(OPTIMIZERS[name], blocked, gradient)
    for t, of_step in enumerate(gradients, start=1):
        OPTIMIZERS[name].step(whole, of_step.copy(), np.empty_like(whole), t=t, **buffers, **settings)
        gradient[:] = of_step
        descent.step(**settings)
    assert blocked.tobytes() == whole.tobytes()
    for key, buffer in buffers.items():
        assert descent.state[key].tobytes() == buffer.tobytes()


@every_optimizer
def test_a_descent_goes_on_where_an_earlier_one_left_off(name):
    through, noise = theta_of(4), noise_of(4)
    halfway = through.copy()
    settings = columns(name)
    descend(name, through, noise, settings)
    first = descend(name, halfway, noise[:10], settings)
    gradient = np.empty_like(halfway)
    second = Descent(OPTIMIZERS[name], halfway, gradient, state=first.state, t=first.t)
    for of_step in noise[10:]:
        gradient[:] = curvature(4) * halfway + of_step
        second.step(**settings)
    assert halfway.tobytes() == through.tobytes()
    assert second.t == STEPS


@every_optimizer
def test_a_learning_rate_of_zero_moves_nothing(name):
    start = theta_of(4)
    theta = start.copy()
    descend(name, theta, noise_of(4), {**columns(name), "learning_rate": np.zeros((MODELS, 1))})
    assert theta.tobytes() == start.tobytes()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", ["beta1", "beta2"])
@given(before=st.floats(0, 0.999), after=st.floats(0, 0.9999), steps=st.integers(1, 30))
def test_a_new_beta_holds_from_the_start(optimizer, name, before, after, steps):
    """Of a gradient that is always the same, the corrected averages are that and its square, whatever β was."""
    made = OPTIMIZERS[optimizer]
    betas = {"beta1": 0.9, "beta2": 0.99, name: before}
    theta, gradient = np.zeros((1, 1)), np.full((1, 1), 3.0)
    descent = Descent(made, theta, gradient)

    def step():
        gradient[...] = 3.0
        columns = {"learning_rate": 0.1, "epsilon": 1e-8, "weight_decay": 0.0, **betas}
        descent.step(**{each: np.full((1, 1), columns[each]) for each in made.hyperparameters})

    for _ in range(steps):
        step()
    kept = {each: buffer.copy() for each, buffer in descent.state.items()}
    descent.recorrect(0, name, before, after)
    betas[name] = after
    for _ in range(2):
        for beta, buffer in getattr(made, "corrected", {}).items():
            mean = descent.state[buffer][0, 0] / (1 - betas[beta] ** descent.t)
            assert mean == pytest.approx(3.0 if buffer == "v" else 9.0)
        if not hasattr(made, "corrected"):
            assert all(np.array_equal(kept[each], buffer) for each, buffer in descent.state.items())
            return
        step()
