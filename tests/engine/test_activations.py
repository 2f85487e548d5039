from math import erf, exp, expm1, log1p, pi, sqrt, tanh

import numpy as np
import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.initializers import INITIALIZERS


def logistic(z):
    return 1 / (1 + exp(-z)) if z > 0 else exp(z) / (1 + exp(z))


FORMULAS = {
    "relu": lambda z: max(z, 0.0),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "tanh": tanh,
    "sigmoid": logistic,
    "elu": lambda z: z if z > 0 else expm1(z),
    "gelu": lambda z: 0.5 * z * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 * z**3))),
    "silu": lambda z: z * logistic(z),
    "identity": lambda z: z,
    "selu": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * expm1(z)),
    "mish": lambda z: z * tanh(log1p(exp(z)) if z < 30 else z),
}
"""One number at a time."""

Z = np.concatenate([np.linspace(-8, 8, 321), [-30.0, -1e-3, 1e-3, 30.0]])
AWAY_FROM_0 = Z[np.abs(Z) > 1e-4]

every_activation = pytest.mark.parametrize("name", ACTIVATIONS)


def forward(name, z):
    """Z as it was left, and A, which is the same array where the activation works in place."""
    z = z.copy().reshape(1, 1, -1)
    a = z if ACTIVATIONS[name].in_place else np.full_like(z, np.nan)
    scratch = {"scratch": np.full_like(z, np.nan)} if getattr(ACTIVATIONS[name], "needs_scratch", False) else {}
    ACTIVATIONS[name].forward(z, a, np.zeros_like(z[0]), **scratch)
    return z, a


def value(name, z):
    """A of each z, by the activation itself; `test_the_value_is_the_formulas` proves it."""
    return forward(name, z)[1].ravel()


def backward(name, z, upstream):
    """dZ, with arrays at hand that hold rubbish."""
    z, a = forward(name, z)
    d = upstream.copy().reshape(z.shape)
    ACTIVATIONS[name].backward(z, a, d, np.full_like(z, np.nan), np.ones(z.shape, np.bool_))
    return d.ravel()


@pytest.mark.parametrize("name", FORMULAS)
def test_the_value_is_the_formulas(name):
    everywhere = np.concatenate([Z, [-1e4, -1e3, -100.0, 0.0, 100.0, 1e3, 1e4]])
    expected = [FORMULAS[name](z) for z in everywhere.tolist()]
    assert value(name, everywhere) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_formula_that_exported_models_use_gives_the_same_bits(name, dtype):
    z = Z.astype(dtype)
    assert eval(ACTIVATIONS[name].formula, {"np": np, "z": z}).tobytes() == value(name, z).tobytes()  # noqa: S307


@every_activation
def test_the_gradient_is_the_derivative_times_the_one_from_above(name):
    upstream = np.random.default_rng(0).normal(size=AWAY_FROM_0.size)
    h = 1e-5
    slopes = (value(name, AWAY_FROM_0 + h) - value(name, AWAY_FROM_0 - h)) / (2 * h)
    assert backward(name, AWAY_FROM_0, upstream) == pytest.approx(upstream * slopes, rel=1e-7, abs=1e-9)


@every_activation
def test_out_of_place_activation_keeps_z(name):
    """An activation that does not work in place leaves z for the way back."""
    z, a = forward(name, Z)
    if ACTIVATIONS[name].in_place:
        assert z is a
    else:
        assert z.tobytes() == Z.tobytes()


@every_activation
def test_a_kink_is_declared_exactly_where_the_slope_jumps_at_0(name):
    h = 1e-6
    below, at, above = forward(name, np.array([-h, 0.0, h]))[1].ravel().tolist()
    jump = abs((above - at) / h - (at - below) / h)
    assert ACTIVATIONS[name].kink == (jump > 1e-3)


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_finite_and_right_far_from_0(name, dtype):
    far = np.array([-1e4, -1e3, -100.0, 0.0, 100.0, 1e3, 1e4], dtype)
    with np.errstate(all="raise", under="ignore"):
        a, d = forward(name, far)[1], backward(name, far, np.ones_like(far))
    assert a.dtype == d.dtype == dtype
    exact, h = far.astype(np.float64), 1e-3
    assert a.ravel() == pytest.approx(value(name, exact), rel=1e-6, abs=1e-30)
    slopes = (value(name, exact + h) - value(name, exact - h)) / (2 * h)
    away = far != 0
    assert d[away] == pytest.approx(slopes[away], rel=1e-5, abs=1e-5)
    assert np.isfinite(d).all()


@every_activation
def test_float32_is_as_exact_as_it_can_be(name):
    z = np.linspace(-6, 6, 241).astype(np.float32)
    assert forward(name, z)[1].ravel() == pytest.approx(value(name, z.astype(np.float64)), rel=2e-6, abs=5e-7)
    upstream = np.ones(z.size)
    exact = backward(name, z.astype(np.float64), upstream)
    assert backward(name, z, upstream.astype(np.float32)) == pytest.approx(exact, rel=2e-6, abs=3e-6)


@every_activation
def test_what_is_not_a_number_stays_so(name):
    """Otherwise a model that diverged would look as if it had not."""
    assert np.isnan(forward(name, np.array([np.nan]))[1]).all()


@every_activation
def test_he_is_for_the_relu_family(name):
    """auto is `he` for activations of the ReLU family, and `xavier` for all others and for selu."""
    assert ACTIVATIONS[name].family in INITIALIZERS
    unbounded = forward(name, np.array([50.0]))[1].item() > 10
    bent = abs(forward(name, np.array([-50.0]))[1].item()) < 10
    assert ACTIVATIONS[name].family == ("he" if unbounded and bent and name != "selu" else "xavier")


def test_selu_keeps_mean_and_variance_through_many_layers():
    draw = np.random.default_rng(0)
    a = draw.normal(size=(256, 2_000))
    for _ in range(12):
        a = value("selu", draw.normal(size=(256, 256)) / 16 @ a).reshape(a.shape)
    assert a.mean() == pytest.approx(0, abs=0.05)
    assert a.var() == pytest.approx(1, abs=0.1)


def test_gelus_tanh_form_is_close_to_the_exact_one():
    """GELU's tanh form lies close to the one with the error function."""
    exact = [0.5 * z * (1 + erf(z / sqrt(2))) for z in Z.tolist()]
    assert forward("gelu", Z)[1].ravel() == pytest.approx(exact, abs=5e-4)
