"""What people write: a NumPy loop, scikit-learn's boosting, early stopping, a shell script. All search and agree."""

import pytest
from ruamel.yaml import YAML

from hpsearch.running import whole_search
from hpsearch.runs.run import Run
from hpsearch.workers.backends import start_workers

NUMPY = '''
import numpy as np

X = np.random.default_rng(0).normal(size=(3, 200))
Y = np.array([1.0, -2.0, 0.5]) @ X


def train(hyperparameters, seed, state=None):
    """Least squares by gradient descent, which can be paused after any epoch."""
    w = state["w"] if state else np.random.default_rng(seed).normal(size=3)
    while True:
        w = w - hyperparameters["learning_rate"] * (w @ X[:, :150] - Y[:150]) @ X[:, :150].T / 150
        yield {"dev_rmse": np.sqrt(np.mean((w @ X[:, 150:] - Y[150:]) ** 2))}, {"w": w}
'''

BOOSTING = """
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier

X, y = load_iris(return_X_y=True)


def train(hyperparameters, seed):
    model = GradientBoostingClassifier(**hyperparameters, random_state=seed).fit(X[::2], y[::2])
    return {"dev_accuracy": model.score(X[1::2], y[1::2])}
"""

STOPPING = """
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor

X, y = load_diabetes(return_X_y=True)


def train(hyperparameters, seed):
    model = GradientBoostingRegressor(warm_start=True, random_state=seed, **hyperparameters)
    best, since = float("-inf"), 0
    while since < 3:
        model.n_estimators = model.n_estimators + 10 if hasattr(model, "estimators_") else 10
        r2 = model.fit(X[::2], y[::2]).score(X[1::2], y[1::2])
        best, since = (r2, 0) if r2 > best else (best, since + 1)
        yield {"dev_r2": r2, "trees": model.n_estimators}
    return {"dev_r2": best, "trees": model.n_estimators - 10 * since}
"""

SHELL = """
for epoch in 1 2 3; do
  echo "{\\"dev_error\\": $(awk "BEGIN { print ($1 - 0.3) ^ 2 / $epoch }")}"
done
"""

EXAMPLES = {
    "numpy": (
        NUMPY,
        {"learning_rate": {"low": 1e-3, "high": 1.0, "scale": "log"}, "epochs": 9},
        {"metric": "dev_rmse", "halving": {"min_epochs": 1, "factor": 2}},
    ),
    "boosting": (
        BOOSTING,
        {"n_estimators": {"low": 1, "high": 9}, "learning_rate": {"low": 1e-2, "high": 1.0, "scale": "log"}},
        {"metric": "dev_accuracy"},
    ),
    "stopping": (
        STOPPING,
        {"max_depth": {"low": 1, "high": 2}, "learning_rate": {"low": 0.1, "high": 1.0, "scale": "log"}},
        {"metric": "dev_r2"},
    ),
    "shell": (SHELL, {"x": {"low": 0.0, "high": 1.0}}, {"metric": "dev_error"}),
}


@pytest.fixture(scope="module")
def workers():
    """This process, and two others, which are started once: they import scikit-learn for two of the examples."""
    with start_workers(1) as one, start_workers(2) as two:
        yield one, two


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_searched_to_the_same_bytes(tmp_path, workers, name):
    """An example is searched to the same bytes in this process and in others."""
    code, hyperparameters, search = EXAMPLES[name]
    program = {"command": ["sh", "code.sh", "{x}"]}
    (tmp_path / ("code.sh" if name == "shell" else "code.py")).write_text(code, encoding="utf-8")
    stated = {
        "objective": program if name == "shell" else "code.py:train",
        "hyperparameters": hyperparameters,
        "search": {"trials": 4, "rounds": 2, "finalists": {"count": 1, "repeats": 2}, **search},
    }
    YAML().dump(stated, tmp_path / "c.yaml")
    one, two = (
        Run(whole_search(tmp_path / "c.yaml", each, out=tmp_path / str(place), on_progress=lambda _event: None))
        for place, each in enumerate(workers)
    )
    assert set(one.trials.status) <= {"complete", "stopped"}
    for table in ("trials.csv", "history.csv", "finalists.csv"):
        assert (one.folder / table).read_bytes() == (two.folder / table).read_bytes()
