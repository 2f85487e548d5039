import numpy as np
import pytest

from hpsearch.engine.heads import HEADS
from hpsearch.engine.network import Network
from hpsearch.training.examples.batches import Batches
from hpsearch.training.networks.cohort import Cohort

from .sets import CLASSES, recipe, training_set

both_heads = pytest.mark.parametrize("head", ["sigmoid", "softmax"])


def uneven(head):
    """A training set in which the classes are of very different size."""
    made = training_set(head)
    sizes = [60, 10] if head == "sigmoid" else [50, 15, 5]
    made.train.y[:] = np.repeat(np.arange(len(sizes)), sizes)
    return made


def network(made, seed=3):
    """One model with parameters drawn at random, in float64."""
    shape = recipe().architecture(made)
    return Network(shape, np.random.default_rng(seed).normal(size=(1, shape.layout().size)))


@both_heads
def test_classes_weigh_the_same(head):
    """All classes weigh the same and the examples 1 on average."""
    made = uneven(head)
    weights = made.balanced_weights()
    assert weights[made.train.y].mean() == pytest.approx(1, rel=1e-6)
    of_class = np.bincount(made.train.y, weights[made.train.y])
    assert of_class == pytest.approx(np.full(CLASSES[head], 70 / CLASSES[head]), rel=1e-6)


def test_classes_of_one_size_all_weigh_1():
    made = training_set(train=60)
    made.train.y[:] = np.arange(60) % 3
    assert made.balanced_weights().tolist() == [1, 1, 1]


def test_an_absent_class_takes_no_weight():
    """A class without examples takes no weight from the others."""
    made = training_set()
    made.train.y[:] = np.arange(70) % 2
    assert made.balanced_weights()[:2].tolist() == [1, 1]
    assert np.isfinite(made.balanced_weights()).all()


@both_heads
def test_weights_act_like_repeated_examples(head):
    """The gradient is that of examples that are repeated as often as they weigh."""
    made = uneven(head)
    times = np.random.default_rng(0).integers(0, 4, size=70)
    x, y = made.train.x.astype(np.float64), made.train.targets.astype(np.float64)
    weighted, repeated = network(made), network(made)
    weighted.forward(x)
    weighted.backward(x, y, times.astype(np.float64))
    x, y = np.repeat(x, times, axis=1), np.repeat(y, times, axis=1)
    repeated.forward(x)
    repeated.backward(x, y)
    assert 70 * weighted.gradient == pytest.approx(times.sum() * repeated.gradient, rel=1e-9, abs=1e-9)


@both_heads
def test_each_example_of_a_batch_carries_the_weight_of_its_class(head):
    made = uneven(head)
    weights = made.balanced_weights()
    batches = Batches(made, [32, 32, 6], weights=made.example_weights("balanced"))
    for epoch in range(2):
        for batch in batches.shuffled(np.random.default_rng(epoch), np.random.default_rng(0)):
            y = HEADS[head].decide(batch.y[None] - 0.5)[0]
            assert batch.weights.tolist() == weights[y].tolist()


def test_without_weights_a_batch_has_none():
    made = uneven("softmax")
    (batch,) = Batches(made, [70]).shuffled(np.random.default_rng(0), np.random.default_rng(0))
    assert batch.weights is None


@both_heads
def test_the_small_classes_are_recognised_more_often(head):
    """Labels that the inputs do not tell: without weights, all examples are said to be of the largest class."""
    made = uneven(head)
    decided = {}
    for class_weight in (None, "balanced"):
        cohort = Cohort([recipe(hidden=(), class_weight=class_weight, l2=20.0)], made, 0)
        for _ in range(60):
            cohort.train_epoch()
        (decided[class_weight],) = HEADS[head].decide(cohort.network.predict(made.train.x))
    assert np.mean(decided[None] == 0) > 0.95
    assert np.mean(decided["balanced"] == 0) < 0.8


def test_equal_classes_are_trained_as_without_weights():
    made = training_set(train=60)
    made.train.y[:] = np.arange(60) % 3
    cohorts = [Cohort([recipe(class_weight=chosen)], made, 0) for chosen in (None, "balanced")]
    for cohort in cohorts:
        cohort.train_epoch()
    assert cohorts[0].parameters(0).tobytes() == cohorts[1].parameters(0).tobytes()
