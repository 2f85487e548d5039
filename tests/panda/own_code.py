"""Training code of a user's own that panda can train, and the search of it."""

from pathlib import Path

from hpsearch.config import config_from
from hpsearch.search.prepare import prepare

TRAIN = '''
import pathlib
import time

import numpy as np

X = np.random.default_rng(0).normal(size=(5, 60))
Y = np.array([1.0, -2.0, 0.5, 0.0, 3.0]) @ X


def train(hyperparameters, seed, state=None):
    """Least squares by stochastic gradient descent; the state has the weights and the velocity."""
    w = state["w"] if state else np.random.default_rng(seed).normal(size=5)
    v = state["v"] if state else np.zeros(5)
    epoch = int(state["epoch"]) if state else 0
    while True:
        epoch += 1
        with np.errstate(all="ignore"):
            for rows in np.split(np.random.default_rng([seed, epoch]).permutation(40), 4):
                v *= hyperparameters["beta"]
                v -= hyperparameters["learning_rate"] * (w @ X[:, rows] - Y[rows]) @ X[:, rows].T / 10
                w += v
            losses = (w @ X - Y) ** 2
        metrics = {"train_loss": losses[:40].mean(), "dev_loss": losses[40:].mean()}
        metrics["dev_rmse"] = metrics["dev_loss"] ** 0.5
        hyperparameters |= (yield metrics, {"w": w, "v": v, "epoch": epoch}) or {}


train.live = ["learning_rate", "beta", "rows", "kind"]


def pickled(hyperparameters, seed, state=None):
    """The same, with bytes as its state."""
    known = np.frombuffer(state).copy() if state else None
    trained = train(hyperparameters, seed, known is not None and {"w": known[:5], "v": known[5:10], "epoch": known[10]})
    changes = None
    while True:
        metrics, state = trained.send(changes)
        changes = yield metrics, np.concatenate([state["w"], state["v"], [state["epoch"]]]).tobytes()


pickled.live = train.live


def stateless(hyperparameters, seed):
    """The same, which cannot go on elsewhere."""
    trained, changes = train(hyperparameters, seed), None
    while True:
        changes = yield trained.send(changes)[0]


stateless.live = train.live


def silent(hyperparameters, seed, state=None):
    """The same, which says of no hyperparameter that it can change."""
    yield from train(hyperparameters, seed, state)


def planned(hyperparameters, seed, state=None):
    """The same for a number of epochs, which it asks for when it begins."""
    trained = train(hyperparameters, seed, state)
    for _ in range(int(state["epoch"]) if state else 0, hyperparameters["epochs"]):
        metrics, state = next(trained)
        yield metrics, state
    return metrics | {"over": hyperparameters["epochs"]}


def bare(hyperparameters, seed, state=None):
    """The same with the metric of the search alone."""
    for metrics, state in train(hyperparameters, seed, state):
        yield {"dev_rmse": metrics["dev_rmse"]}, state


def slow_and_bare(hyperparameters, seed, state=None):
    """The same with the metric of the search alone, a few epochs a second."""
    for metrics, state in slow(hyperparameters, seed, state):
        yield {"dev_rmse": metrics["dev_rmse"]}, state


def seldom(hyperparameters, seed, state=None):
    """The same with a state after each third epoch."""
    trained, changes = train(hyperparameters, seed, state), None
    while True:
        metrics, state = trained.send(changes)
        changes = yield metrics, state if state["epoch"] % 3 == 0 else None


seldom.live = train.live


def slow(hyperparameters, seed, state=None):
    """The same, a few epochs a second, so that there is time to do something."""
    trained, changes = train(hyperparameters, seed, state), None
    while True:
        time.sleep(0.05)
        changes = yield trained.send(changes)


slow.live = train.live


def slow_and_stateless(hyperparameters, seed):
    """The same, which cannot go on elsewhere."""
    trained, changes = slow(hyperparameters, seed), None
    while True:
        changes = yield trained.send(changes)[0]


slow_and_stateless.live = train.live


def drawing(hyperparameters, seed, state=None, drawn=np.random.default_rng()):
    """Its draws do not depend on the seed."""
    epoch = int(state["epoch"]) if state else 0
    while True:
        epoch += 1
        yield {"dev_rmse": drawn.random()}, {"epoch": epoch}


def raising(hyperparameters, seed, state=None):
    for metrics, state in train(hyperparameters, seed, state):
        print("after epoch", state["epoch"])
        if state["epoch"] == 5 and not pathlib.Path(__file__).with_name("mended").exists():
            raise ValueError("no memory left")
        yield metrics, state


def telling(hyperparameters, seed, state=None):
    for metrics, state in train(hyperparameters, seed, state):
        print("epoch", state["epoch"])
        yield metrics, state


def wrong(hyperparameters, seed):
    yield {"dev_rmse": 1}


wrong.live = "learning_rate"
'''

HYPERPARAMETERS = {
    "learning_rate": 0.02,
    "beta": 0.5,
    "rows": 8,
    "kind": {"choices": ["plain", "fancy"]},
    "fixed": 1.0,
    "epochs": 12,
}


def watched(folder: Path, function: str = "train", hyperparameters=None, **search):
    """A search that panda trains, of a function in a file of `folder`."""
    (folder / "train.py").write_text(TRAIN, encoding="utf-8")
    stated = {
        "objective": f"train.py:{function}",
        "hyperparameters": HYPERPARAMETERS if hyperparameters is None else hyperparameters,
        "search": {"mode": "panda", "metric": "dev_rmse", "trials": 1, "rounds": 1, **search},
    }
    return prepare(config_from(stated, folder))
