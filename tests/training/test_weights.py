"""Weights of examples: an example of weight 2 counts as two equal ones, in training and in every metric."""

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.engine.heads import HEADS, OF_LOSS
from hpsearch.metrics import METRICS
from hpsearch.records import replace
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import measure
from hpsearch.training.networks.gradients import check_recipe

from .runs import judged
from .sets import CLASSES, recipe, training_set

heads = pytest.mark.parametrize("head", HEADS)
seeds = st.integers(0, 10**9)


def weighed(made, weights):
    """The set with weights of the training examples, and of others as they come."""
    weights = np.asarray(weights, np.float32)
    parts = {"train": weights, "sample": weights[: len(made.sample.y)], "dev": weights[: len(made.dev.y)]}
    return replace(made, **{name: replace(getattr(made, name), weights=w) for name, w in parts.items()})


def repeated(made, times):
    """The set with each training example as often as `times` says."""
    return replace(made, train=made.train.take(np.repeat(np.arange(len(made.train.y)), times)))


def fitting(made, **changes):
    """A recipe with the loss of the set's head."""
    return recipe(**{"loss": made.head if made.head in OF_LOSS else "auto", **changes})


def stepped(made, epochs=3, **changes):
    """The parameters after some epochs of full batches."""
    cohort = Cohort(
        [fitting(made, **{"batch_size": 10_000, "optimizer": "sgd", "l2": 2.0, "activation": "tanh", **changes})],
        made,
        0,
    )
    for _ in range(epochs):
        cohort.train_epoch()
    return cohort.parameters(0)


@heads
@settings(max_examples=5)
@given(seeds)
def test_an_example_of_weight_2_trains_as_the_example_twice(head, seed):
    """Also with L2 and class weights; an example of weight 0 trains as none."""
    made = training_set(head, dtype=np.float64)
    times = np.random.default_rng(seed).integers(0, 4, 70)
    times[0] += 1
    options = {"class_weight": "balanced"} if CLASSES[head] and seed % 2 else {}
    assert stepped(weighed(made, times), **options) == pytest.approx(
        stepped(repeated(made, times), **options), rel=1e-6, abs=1e-9
    )


@heads
def test_equal_weights_train_as_none(head):
    made = training_set(head, dtype=np.float64)
    assert stepped(weighed(made, np.full(70, 1)), batch_size=16) == pytest.approx(stepped(made, batch_size=16))
    assert stepped(weighed(made, np.full(70, 5)), batch_size=16, l2=0.0) == pytest.approx(
        stepped(made, batch_size=16, l2=0.0)
    )


@heads
def test_the_gradients_of_the_batches_sum_up_to_that_of_all_examples(head):
    """Because weights are divided by a constant, and not by the mean of each batch."""
    made = weighed(training_set(head, dtype=np.float64), np.random.default_rng(0).exponential(size=70) ** 3)

    def gradient(size):
        cohort = Cohort([fitting(made, batch_size=size, optimizer="sgd", learning_rate=0.0)], made, 0)
        total = 0.0
        for _, batch in zip(cohort.steps(), _sizes(70, size), strict=True):
            total = total + batch / 70 * cohort.network.gradient[0]
        return total

    assert gradient(16) == pytest.approx(gradient(70), rel=1e-9, abs=1e-12)


def _sizes(examples, size):
    return [min(size, examples - start) for start in range(0, examples, size)]


@heads
def test_the_gradient_check_holds_with_weights(head):
    made = weighed(training_set(head), np.random.default_rng(0).exponential(size=70))
    options = {"class_weight": "balanced"} if CLASSES[head] else {}
    for checked in check_recipe(fitting(made, l2=0.5, activation="tanh", **options), made, 0):
        assert checked.check.worst < 1e-5


def test_a_step_is_what_a_plain_loop_makes_of_it():
    """Logistic regression with L2 and one step: w −= α (Σ wᵢ (aᵢ − yᵢ) xᵢ / Σ wᵢ + λ/Σ wᵢ · w)."""
    weights = np.random.default_rng(0).exponential(size=70).astype(np.float32)
    made = weighed(training_set("sigmoid", dtype=np.float64), weights)
    before = Cohort([recipe(hidden=(), initializer="glorot")], made, 0).parameters(0)
    after = stepped(made, epochs=1, hidden=(), initializer="glorot", learning_rate=0.3, l2=2.0)
    w, b = before[:4].tolist(), float(before[4])
    total, dw, db = float(weights.sum(dtype=np.float64)), [0.0] * 4, 0.0
    for x, y, weight in zip(made.train.x.T.tolist(), made.train.y.tolist(), weights.tolist(), strict=True):
        z = sum(each * value for each, value in zip(w, x, strict=True)) + b
        dz = weight * (1 / (1 + exp(-z)) - y) / total
        db += dz
        for place, value in enumerate(x):
            dw[place] += dz * value
    stepped_w = [each - 0.3 * (d + 2.0 / total * each) for each, d in zip(w, dw, strict=True)]
    assert after == pytest.approx(np.array([*stepped_w, b - 0.3 * db]), rel=1e-6)


@heads
def test_every_metric_of_an_epoch_is_weighted(head):
    made = weighed(training_set(head), np.arange(70) % 3)
    names = [name for name, metric in METRICS.items() if made.task in metric.tasks]
    cohort = Cohort([fitting(made)], made, 0)
    cohort.train_epoch()
    (epoch,) = measure(cohort, [0], names)
    twice = made.dev.take(np.repeat(np.arange(30), np.arange(30) % 3))
    z = cohort.network.predict(twice.x)
    for name in names:
        (expected,) = judged(name, z, replace(twice, weights=None), made.target_scale)
        assert epoch.metrics[f"dev_{name}"] == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_models_of_one_stack_share_the_weights():
    made = weighed(training_set(), np.random.default_rng(0).exponential(size=70))
    alone = [stepped(made, learning_rate=rate) for rate in (0.01, 0.1)]
    one = recipe(batch_size=10_000, optimizer="sgd", l2=2.0, activation="tanh")
    cohort = Cohort([replace(one, learning_rate=rate) for rate in (0.01, 0.1)], made, 0)
    for _ in range(3):
        cohort.train_epoch()
    assert [cohort.parameters(model).tobytes() for model in range(2)] == [each.tobytes() for each in alone]
