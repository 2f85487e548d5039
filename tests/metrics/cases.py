"""Rows to judge, made up on the spot: with ties, weights of 0, and classes without a row."""

import numpy as np

TASKS = ("two classes", "classes", "numbers")


def rows(seed, task, least=2):
    """Predictions, labels and weights of some rows; predictions are rounded half of the time, and some equal."""
    rng = np.random.default_rng(seed)
    m = int(rng.integers(least, 60))
    weights = rng.integers(0, 4, m) if rng.random() < 0.5 else rng.exponential(size=m)
    weights = np.where(rng.random(m) < 0.1, 0, weights).astype(float)
    weights[0] += not weights.sum()
    if task == "numbers":
        y = rng.normal(5, 3, m)
        return y + rng.normal(size=m), y, weights
    classes = 2 if task == "two classes" else int(rng.integers(3, 6))
    y = rng.integers(classes if rng.random() < 0.9 else 1, size=m)
    z = rng.normal(size=(m, classes)) + np.eye(classes)[y] * rng.random()
    p = np.exp(z.round(int(rng.integers(0, 2))) if rng.random() < 0.5 else z)
    return p / p.sum(axis=1, keepdims=True), y, weights


def tasks_of(metric):
    """The kinds of rows that a metric judges."""
    return [task for task in TASKS if ("regression" if task == "numbers" else "classification") in metric.tasks]
