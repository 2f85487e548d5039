from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hpsearch.engine.clipping import clip

components = st.floats(-1e3, 1e3).filter(lambda value: value == 0 or abs(value) > 1e-3)
gradients = arrays(np.float64, (3, 5), elements=components)
both_precisions = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def clipped(gradient, longest):
    """A copy, clipped to one length a model."""
    copy = gradient.copy()
    clip(copy, np.array(longest, gradient.dtype).reshape(-1, 1))
    return copy


def norms(gradient):
    return np.linalg.norm(gradient.astype(np.float64), axis=1)


@both_precisions
@given(gradient=gradients, longest=st.floats(1e-3, 1e4))
def test_no_gradient_is_longer_than_it_may_be(dtype, gradient, longest):
    assert (norms(clipped(gradient.astype(dtype), [longest] * 3)) <= longest * (1 + 1e-5)).all()


@given(gradient=gradients, longest=st.floats(1e-3, 1e4))
def test_clipping_keeps_the_direction(gradient, longest):
    """Clipping keeps a gradient's direction, and a longer one gets exactly the longest length."""
    for before, after in zip(gradient, clipped(gradient, [longest] * 3), strict=True):
        length = np.linalg.norm(before)
        expected = before * min(1, longest / length) if length else before
        assert after == pytest.approx(expected, rel=1e-12)


@both_precisions
@given(gradient=gradients)
def test_a_shorter_gradient_stays_to_the_bit(dtype, gradient):
    gradient = gradient.astype(dtype)
    assert clipped(gradient, norms(gradient) * 1.001 + 1e-3).tobytes() == gradient.tobytes()
    assert clipped(gradient, [inf] * 3).tobytes() == gradient.tobytes()


@given(gradient=gradients)
def test_each_model_has_its_own_length(gradient):
    together = clipped(gradient, [0.1, inf, 10.0])
    for model, longest in enumerate([0.1, inf, 10.0]):
        alone = clipped(gradient[model : model + 1], [longest])
        assert alone.tobytes() == together[model : model + 1].tobytes()


def test_no_gradient_at_all_stays_none():
    assert not clipped(np.zeros((2, 4)), [1.0, 1e-9]).any()


@pytest.mark.parametrize("large", [1e19, 1e30, 5e37])
def test_a_gradient_whose_squares_overflow_keeps_its_direction(large):
    gradient = np.array([[3.0 * large, -4.0 * large], [3.0, -4.0]], np.float32)
    with np.errstate(over="ignore"):
        after = clipped(gradient, [2.5, inf])
    assert after[0] == pytest.approx([1.5, -2.0], rel=1e-6)
    assert after[1].tobytes() == gradient[1].tobytes()


@both_precisions
@pytest.mark.parametrize("value", [inf, -inf, np.nan])
def test_what_is_not_finite_is_not_hidden(dtype, value):
    """The model then diverges visibly."""
    with np.errstate(invalid="ignore"):
        assert not np.isfinite(clipped(np.array([[1.0, value]], dtype), [0.1])).all()
