import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.heads import HEADS
from hpsearch.engine.label_smoothing import smooth_labels

from .networks import CLASSES

SMOOTHINGS = np.array([[0.0], [0.1], [0.5]])

by_classes = pytest.mark.parametrize("head", ["sigmoid", "softmax"])
both_precisions = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def targets(head, dtype=np.float64):
    return HEADS[head].targets(np.arange(12) % CLASSES[head], CLASSES[head]).astype(dtype)


def smoothed(head, smoothings=SMOOTHINGS, dtype=np.float64):
    y = targets(head, dtype)
    return smooth_labels(y, smoothings.astype(dtype), CLASSES[head], out=np.empty((len(smoothings), *y.shape), dtype))


@by_classes
@both_precisions
def test_each_model_gets_its_own_share_of_every_class(head, dtype):
    y, classes = targets(head), CLASSES[head]
    for row, s in zip(smoothed(head, dtype=dtype), SMOOTHINGS[:, 0], strict=True):
        assert row == pytest.approx((1 - s) * y + s / classes, rel=1e-6)


@by_classes
@both_precisions
def test_without_smoothing_the_targets_stay_to_the_bit(head, dtype):
    assert smoothed(head, dtype=dtype)[0].tobytes() == targets(head, dtype).tobytes()


@given(st.floats(0, 0.999))
def test_smoothed_targets_sum_to_1(s):
    """The targets of an example still sum to 1 and its class stays the largest."""
    (y,) = smoothed("softmax", np.array([[s]]))
    assert y.sum(axis=0) == pytest.approx(np.ones(12))
    assert (y.argmax(axis=0) == targets("softmax").argmax(axis=0)).all()


@given(st.floats(0, 0.999))
def test_of_two_classes_both_share_alike(s):
    """One sigmoid unit has the target of the second class; the first's is what is missing to 1."""
    (y,) = smoothed("sigmoid", np.array([[s]]))
    first, second = (np.abs(y - value) < 1e-12 for value in (s / 2, 1 - s / 2))
    assert (first | second).all()
    assert first.any()
    assert second.any()


@by_classes
@given(st.floats(0, 0.999))
def test_smoothed_loss_is_a_mix(head, s):
    """The smoothed loss is a mix of the loss of the labels and the loss of even targets."""
    z = np.random.default_rng(0).normal(size=(1, *targets(head).shape))
    losses, y = HEADS[head].losses, targets(head)
    even = np.full_like(y, 1 / CLASSES[head])
    assert losses(z, smoothed(head, np.array([[s]]))[0]) == pytest.approx((1 - s) * losses(z, y) + s * losses(z, even))


@by_classes
def test_stack_gradient_uses_each_models_targets(head):
    """The gradient of a stack is that of each model's own targets."""
    z = np.random.default_rng(0).normal(size=(3, *targets(head).shape))
    scratch, together = np.empty((3, 1, 12)), np.empty_like(z)
    HEADS[head].backward(z, smoothed(head), together, scratch)
    for model in range(3):
        alone = np.empty_like(z[:1])
        own = smoothed(head, SMOOTHINGS[model : model + 1])[0]
        HEADS[head].backward(z[model : model + 1], own, alone, scratch[:1])
        assert alone.tobytes() == together[model : model + 1].tobytes()
