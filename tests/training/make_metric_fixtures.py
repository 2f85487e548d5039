"""Writes metric_fixtures.json: F1 and AUC as scikit-learn computes them, to compare with.

Run with the environment of `make bench`: .venv-bench/bin/python tests/training/make_metric_fixtures.py
"""

import json
from pathlib import Path

import numpy as np

PATH = Path(__file__).with_name("metric_fixtures.json")


def cases(rng):
    """How many classes, labels, and logits (m, outputs), of which some are equal."""
    for count in (12, 60):
        y = np.arange(count) % 2
        yield 2, y, np.round(rng.normal(size=(count, 1)) + 0.5 * y[:, None], 1)
        y = np.arange(count) % 4
        z = np.round(rng.normal(size=(count, 4)) + (np.arange(4) == y[:, None]), 6)
        z[::3] = z[0]
        yield 4, y, z
    y = np.arange(20) % 2
    yield 2, y, np.full((20, 1), -1.0)  # never decides for the second class
    y = np.arange(30) % 3
    yield 3, y, np.round(rng.normal(size=(30, 3)), 1) - [0, 0, 9]  # nor here for the third
    y = np.array([0, 0, 1, 1, 1, 0, 1, 0, 0, 1])
    yield 4, y, np.round(rng.normal(size=(10, 4)), 1) - [0, 0, 9, 0]  # two classes are absent, one is never decided for


def measured(classes, y, z):
    """One case with its values; no AUC where a class is absent."""
    from scipy.special import expit, softmax  # noqa: PLC0415 (whoever runs the tests may lack them)
    from sklearn.metrics import f1_score, roc_auc_score  # noqa: PLC0415 (as above)

    if classes == 2:
        f1 = f1_score(y, z[:, 0] > 0, average="binary", pos_label=1, zero_division=0)
        auc = roc_auc_score(y, expit(z[:, 0]))
    else:
        f1 = f1_score(y, z.argmax(axis=1), average="macro", labels=range(classes), zero_division=0)
        every = len(np.unique(y)) == classes
        auc = roc_auc_score(y, softmax(z, axis=1), multi_class="ovr", average="macro") if every else None
    return {"classes": classes, "y": y.tolist(), "z": z.T.round(9).tolist(), "f1": float(f1), "auc": auc and float(auc)}


if __name__ == "__main__":
    made = [measured(*case) for case in cases(np.random.default_rng(0))]
    PATH.write_text("[\n" + ",\n".join(map(json.dumps, made)) + "\n]\n", encoding="utf-8")
