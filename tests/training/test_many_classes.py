"""What training takes in memory does not grow with classes times examples."""

import tracemalloc

import numpy as np
import pytest

from hpsearch.engine.heads import HEADS
from hpsearch.metrics import METRICS
from hpsearch.training.examples.sets import Examples, TrainingSet
from hpsearch.training.networks import measuring
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import train

from .runs import judged
from .sets import recipe, training_set

CLASSES, EXAMPLES = 500, 10_000


def many_classes():
    """A training set with as many classes as would fill a table of their names."""
    draw = np.random.default_rng(0)
    y = np.arange(EXAMPLES) % CLASSES
    examples = Examples(draw.normal(size=(EXAMPLES, 3)).astype(np.float32).T, y, y, "softmax", CLASSES)
    return TrainingSet("classification", "softmax", CLASSES, CLASSES, examples, examples, examples, target_scale=1.0)


def test_training_needs_no_one_hot_of_all_examples(monkeypatch):
    """Training takes less memory than the one-hot targets of all examples."""
    monkeypatch.setattr(measuring, "NUMBERS_AT_ONCE", 1)
    one = recipe(hidden=(4,), optimizer="sgd", batch_size=250, epochs=1)
    tracemalloc.start()
    made = many_classes()
    (epoch,) = next(train(Cohort([one], made, 0), "f1"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert np.isfinite(epoch.metrics["dev_loss"])
    assert peak < 4 * CLASSES * EXAMPLES


@pytest.mark.parametrize("head", ["linear", "sigmoid", "softmax"])
@pytest.mark.parametrize("examples", [256, 257, 700])
def test_metrics_by_parts_are_the_same_bits(head, examples, monkeypatch):
    """Metrics of some examples at a time are those of all at once to the bit."""
    made = training_set(head, dev=examples)
    network = Cohort([recipe(), recipe(initializer="glorot")], made, 0).network
    names = [name for name, metric in METRICS.items() if made.task in metric.tasks]
    z = network.predict(made.dev.x)
    monkeypatch.setattr(measuring, "NUMBERS_AT_ONCE", 1)
    in_parts = measuring.measured(network, made.dev, names, made.target_scale)
    monkeypatch.undo()
    for name in names:
        assert in_parts[name].tobytes() == judged(name, z, made.dev, made.target_scale).tobytes()


def test_one_hot_targets_are_made_in_place():
    """One-hot targets are made without a larger array on the way."""
    y = np.arange(2_000) % 500
    tracemalloc.start()
    targets = HEADS["softmax"].targets(y, 500, np.float32)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (targets.argmax(axis=0) == y).all()
    assert (targets.sum(axis=0) == 1).all()
    assert peak < 1.1 * targets.nbytes
