from math import exp, log, sqrt

import numpy as np
import pytest

from hpsearch.engine.heads import HEADS
from hpsearch.training.metrics import METRICS, headline

from .sets import CLASSES, training_set


def decided(head, z):
    return int(z[0] > 0) if head == "sigmoid" else max(range(len(z)), key=z.__getitem__)


def loss_of(head, z, label, target):
    if head == "linear":
        return (z[0] - target) ** 2
    if head == "sigmoid":
        return log(1 + exp(-z[0] if label else z[0]))
    return log(sum(map(exp, z))) - z[label]


def error(head, examples, _scale):
    return sum(decided(head, z) != label for z, label, _ in examples) / len(examples)


def mean_loss(head, examples, _scale):
    return sum(loss_of(head, *example) for example in examples) / len(examples)


def rmse(_head, examples, scale):
    return sqrt(sum((scale * (z[0] - target)) ** 2 for z, _, target in examples) / len(examples))


def mae(_head, examples, scale):
    return sum(abs(scale * (z[0] - target)) for z, _, target in examples) / len(examples)


def r2(_head, examples, _scale):
    mean = sum(target for *_, target in examples) / len(examples)
    left = sum((z[0] - target) ** 2 for z, _, target in examples)
    return 1 - left / sum((target - mean) ** 2 for *_, target in examples)


FORMULAS = {
    "loss": mean_loss,
    "error": error,
    "accuracy": lambda *of: 1 - error(*of),
    "rmse": rmse,
    "mae": mae,
    "r2": r2,
}
"""Of one model, from (z, y, target) of each example; a new metric needs its own here."""

CASES = [
    (name, head)
    for name in METRICS
    for head in HEADS
    if ("classification" if CLASSES[head] else "regression") in METRICS[name].tasks
]


def logits(made, examples, models=3, dtype=np.float64):
    return np.random.default_rng(3).normal(size=(models, made.outputs, len(examples.y))).astype(dtype)


@pytest.mark.parametrize(("name", "head"), CASES)
def test_a_metric_is_its_plain_formula(name, head):
    made = training_set(head, dtype=np.float64)
    z = logits(made, made.dev)
    measured = METRICS[name].measure(head, z, made.dev, made.target_scale)
    for model in range(3):
        examples = list(zip(z[model].T.tolist(), made.dev.y.tolist(), made.dev.targets[0].tolist(), strict=True))
        assert measured[model] == pytest.approx(FORMULAS[name](head, examples, made.target_scale), rel=1e-12)


@pytest.mark.parametrize(("name", "head"), CASES)
def test_a_models_metric_does_not_depend_on_its_companions(name, head):
    made = training_set(head, dev=3_001)
    z = logits(made, made.dev, models=5, dtype=np.float32)
    together = METRICS[name].measure(head, z, made.dev, made.target_scale)
    assert together.dtype == np.float64
    for model in range(5):
        alone = METRICS[name].measure(head, z[model : model + 1].copy(), made.dev, made.target_scale)
        assert alone.tobytes() == together[model : model + 1].tobytes()


def perfect(made, examples):
    """Z that decides every example rightly."""
    return (examples.targets if made.head == "linear" else 60 * examples.targets - 30)[None]


@pytest.mark.parametrize(("name", "head"), CASES)
def test_a_perfect_model_has_the_best_value_there_is(name, head):
    made = training_set(head, dtype=np.float64)
    metric = METRICS[name]
    best = metric.measure(head, perfect(made, made.dev), made.dev, made.target_scale)
    assert best == pytest.approx([1.0 if metric.maximize else 0.0], abs=1e-9)
    worse = metric.measure(head, -perfect(made, made.dev), made.dev, made.target_scale)
    assert (worse < best) if metric.maximize else (worse > best)


def test_errors_in_original_units_are_those_of_the_original_targets():
    made = training_set("linear", dtype=np.float64)
    z = logits(made, made.dev)
    in_units = z[:, 0] * made.target_scale + 7.0
    assert METRICS["rmse"].measure("linear", z, made.dev, made.target_scale) == pytest.approx(
        np.sqrt(((in_units - made.dev.y) ** 2).mean(axis=1))
    )
    assert METRICS["mae"].measure("linear", z, made.dev, made.target_scale) == pytest.approx(
        np.abs(in_units - made.dev.y).mean(axis=1)
    )


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_the_headline_metric_is_one_of_its_task_and_smaller_is_better(task):
    assert task in METRICS[headline(task)].tasks
    assert not METRICS[headline(task)].maximize
    assert task in METRICS["loss"].tasks
