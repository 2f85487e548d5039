from math import exp, log

import numpy as np
import pytest

from hpsearch.engine.heads import HEADS

CLASSES = {"absolute": 0, "huber": 0, "linear": 0, "sigmoid": 2, "softmax": 4}
"""How many classes the suite tries a head with; a new head needs an entry here and a loss below."""


def linear_loss(z, y):
    return (z[0] - y[0]) ** 2


def huber_loss(z, y):
    distance = abs(z[0] - y[0])
    return distance**2 / 2 if distance <= 1 else distance - 1 / 2


def absolute_loss(z, y):
    return abs(z[0] - y[0])


def sigmoid_loss(z, y):
    a = 1 / (1 + exp(-z[0]))
    return -y[0] * log(a) - (1 - y[0]) * log(1 - a)


def softmax_loss(z, y):
    total = sum(exp(one) for one in z)
    return -sum(target * log(exp(one) / total) for one, target in zip(z, y, strict=True))


LOSSES = {
    "absolute": absolute_loss,
    "huber": huber_loss,
    "linear": linear_loss,
    "sigmoid": sigmoid_loss,
    "softmax": softmax_loss,
}
"""The loss of one example, from its z and y, one number a unit."""

every_head = pytest.mark.parametrize("name", HEADS)
both_precisions = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def problem(name, models=3, examples=7, dtype=np.float64, seed=0):
    """Z, (models, outputs, examples), and targets, (outputs, examples)."""
    rng = np.random.default_rng(seed)
    classes = CLASSES[name]
    y = rng.integers(classes, size=examples) if classes else rng.normal(size=examples)
    z = rng.normal(scale=2, size=(models, HEADS[name].outputs(classes), examples))
    return z.astype(dtype), HEADS[name].targets(y, classes).astype(dtype)


def backward(name, z, y):
    d = np.full_like(z, np.nan)
    HEADS[name].backward(z, y, d, np.full((len(z), 1, z.shape[-1]), np.nan, z.dtype))
    return d


@every_head
@pytest.mark.parametrize("examples", [1, 7])
def test_the_loss_is_the_mean_of_the_formula_over_the_examples(name, examples):
    z, y = problem(name, examples=examples)
    expected = [
        sum(LOSSES[name](model[:, i].tolist(), y[:, i].tolist()) for i in range(examples)) / examples for model in z
    ]
    losses = HEADS[name].losses(z, y)
    assert losses == pytest.approx(expected, rel=1e-12)
    assert losses.shape == (3,)


@every_head
@pytest.mark.parametrize("examples", [1, 7])
def test_the_gradient_is_that_of_the_mean_loss(name, examples):
    z, y = problem(name, examples=examples)
    d, h = backward(name, z, y), 1e-5
    for unit in range(z.shape[1]):
        for example in range(examples):
            above, below = z.copy(), z.copy()
            above[:, unit, example] += h
            below[:, unit, example] -= h
            numeric = (HEADS[name].losses(above, y) - HEADS[name].losses(below, y)) / (2 * h)
            assert d[:, unit, example] == pytest.approx(numeric, rel=1e-7, abs=1e-9)


@every_head
@both_precisions
def test_the_gradient_may_take_the_place_of_z(name, dtype):
    z, y = problem(name, dtype=dtype)
    expected = backward(name, z, y)
    HEADS[name].backward(z, y, z, np.empty((len(z), 1, z.shape[-1]), dtype))
    assert z.tobytes() == expected.tobytes()
    assert z.dtype == dtype


@every_head
@both_precisions
@pytest.mark.parametrize("examples", [1, 2, 64, 359, 3_001, 8_193])
def test_gradient_does_not_depend_on_companions(name, dtype, examples):
    """A model's loss and gradient do not depend on its companions."""
    z, y = problem(name, models=5, examples=examples, dtype=dtype)
    losses, d = HEADS[name].losses(z, y), backward(name, z, y)
    for model in range(5):
        alone = z[model : model + 1].copy()
        assert HEADS[name].losses(alone, y).tobytes() == losses[model : model + 1].tobytes()
        assert backward(name, alone, y).tobytes() == d[model : model + 1].tobytes()
        assert HEADS[name].predict(alone).tobytes() == HEADS[name].predict(z)[model : model + 1].tobytes()


@every_head
def test_losses_are_summed_in_float64(name):
    z, y = problem(name, examples=20_000, dtype=np.float32)
    losses = HEADS[name].losses(z, y)
    assert losses.dtype == np.float64
    assert losses == pytest.approx(HEADS[name].losses(z.astype(np.float64), y.astype(np.float64)), rel=1e-6)


@every_head
@both_precisions
def test_a_prediction_has_one_number_a_class_and_sums_to_one(name, dtype):
    z, _ = problem(name, dtype=dtype)
    predicted = HEADS[name].predict(z)
    assert predicted.shape == (3, max(CLASSES[name], 1), 7)
    assert predicted.dtype == dtype
    if CLASSES[name]:
        assert predicted.sum(axis=1) == pytest.approx(np.ones((3, 7)), rel=1e-6)
        assert (predicted > 0).all()
    else:
        assert (predicted == z).all()


@every_head
@pytest.mark.parametrize("size", [1, 2, 5])
def test_targets_have_a_row_a_unit_and_say_what_y_says(name, size):
    classes = CLASSES[name]
    y = np.arange(size) % classes if classes else np.linspace(-1, 1, size)
    targets = HEADS[name].targets(y, classes)
    assert targets.shape == (HEADS[name].outputs(classes), size)
    if name == "softmax":
        assert (targets.argmax(axis=0) == y).all()
        assert set(targets.ravel()) <= {0.0, 1.0}
        assert (targets.sum(axis=0) == 1).all()
    else:
        assert (targets[0] == y).all()


@every_head
@both_precisions
@pytest.mark.parametrize("far", [1e4, 1e30])
def test_nothing_overflows_far_from_0(name, dtype, far):
    if not CLASSES[name] and far > 1e4 and dtype == np.float32:
        pytest.skip("the square of 1e30 is for float64 alone")
    z, y = problem(name, dtype=dtype)
    z[:] = np.where(z > 0, far, -far)
    with np.errstate(all="raise", under="ignore"):
        for result in (HEADS[name].losses(z, y), backward(name, z, y), HEADS[name].predict(z)):
            assert np.isfinite(result).all()


@both_precisions
def test_softmax_is_exact_at_logits_of_1e4(dtype):
    z = np.array([[[1e4, -1e4, 1e4], [-1e4, 1e4, 1e4], [0, 0, -1e4]]], dtype)
    y = np.array([[1, 1, 0], [0, 0, 1], [0, 0, 0]], dtype)
    assert HEADS["softmax"].losses(z, y) == pytest.approx([(0 + 2e4 + log(2)) / 3], rel=1e-6)
    assert backward("softmax", z, y)[0] * 3 == pytest.approx(
        np.array([[0, -1, 0.5], [0, 1, -0.5], [0, 0, 0]]), abs=1e-6
    )


@both_precisions
def test_sigmoid_is_exact_at_logits_of_1e4(dtype):
    z, y = np.array([[[1e4, -1e4, 1e4, -1e4]]], dtype), np.array([[1, 0, 0, 1]], dtype)
    assert HEADS["sigmoid"].losses(z, y).tolist() == [5e3]
    assert backward("sigmoid", z, y).tolist() == [[[0, 0, 0.25, -0.25]]]
    assert HEADS["sigmoid"].predict(z).tolist() == [[[0, 1, 0, 1], [1, 0, 1, 0]]]


@both_precisions
def test_linear_is_exact_at_1e4(dtype):
    z, y = np.array([[[1e4, -1e4]]], dtype), np.array([[0, 0]], dtype)
    assert HEADS["linear"].losses(z, y).tolist() == [1e8]
    assert backward("linear", z, y).tolist() == [[[1e4, -1e4]]]


def test_a_confident_right_answer_still_costs_what_it_costs():
    """log(1 + e^−40), where 1 − a would be 0."""
    z = np.array([[[40.0]]])
    assert HEADS["sigmoid"].losses(z, np.ones((1, 1))) == pytest.approx([exp(-40)], rel=1e-12)


def test_softmax_of_the_notes_example():
    z = np.array([[[5.0], [2.0], [-1.0], [3.0]]])
    assert HEADS["softmax"].predict(z).ravel() == pytest.approx([0.842, 0.042, 0.002, 0.114], abs=5e-4)
    assert HEADS["softmax"].predict(z + 1e3).tobytes() == HEADS["softmax"].predict(z).tobytes()


def test_softmax_of_two_classes_is_the_sigmoid():
    """Softmax over two classes is the sigmoid of the difference."""
    rng = np.random.default_rng(1)
    z, labels = rng.normal(scale=5, size=(2, 2, 9)), rng.integers(2, size=9)
    difference = z[:, 1:] - z[:, :1]
    softmax, sigmoid = HEADS["softmax"], HEADS["sigmoid"]
    both, one = softmax.targets(labels, 2), sigmoid.targets(labels, 2)
    assert softmax.predict(z) == pytest.approx(sigmoid.predict(difference), rel=1e-9, abs=1e-15)
    assert softmax.losses(z, both) == pytest.approx(sigmoid.losses(difference, one), rel=1e-12)
    d = backward("softmax", z, both)
    assert d[:, 1:] == pytest.approx(backward("sigmoid", difference, one), abs=1e-15)
    assert d.sum(axis=1) == pytest.approx(np.zeros((2, 9)), abs=1e-15)


@every_head
@both_precisions
def test_the_mean_predicts_the_mean_of_what_members_predict(name, dtype):
    z = np.stack([problem(name, seed=seed, dtype=dtype)[0] for seed in range(3)], axis=1)
    head = HEADS[name]
    expected = np.mean([head.predict(z[:, member].astype(np.float64)) for member in range(3)], axis=0)
    mean = head.mean(z)
    assert mean.dtype == dtype
    assert head.predict(mean.astype(np.float64)) == pytest.approx(expected, rel=1e-5 if dtype == np.float32 else 1e-12)


@every_head
def test_the_mean_of_members_stays_exact_far_from_0(name):
    z = np.stack([scale * problem(name)[0] for scale in (5e3, 1e4)], axis=1)
    mean = HEADS[name].mean(z)
    assert np.isfinite(mean).all()
    if not CLASSES[name]:
        assert mean == pytest.approx(z.mean(axis=1))
    elif name == "sigmoid":
        assert (HEADS[name].decide(mean) == HEADS[name].decide(z[:, 0])).all()
