"""Training code of a user's own for tests, as files and as programs, and what trains it."""

from pathlib import Path

from hpsearch.config import config_from
from hpsearch.running import MODES
from hpsearch.runs.run import Run
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.trials.outcomes import Trial
from hpsearch.workers.backends import start_workers

TRAIN = '''
import numpy as np


def walk(hyperparameters, seed, state=None):
    """Walk towards 0 with steps of random lengths; the error is the distance."""
    x, epoch = (state["x"], int(state["epoch"])) if state else (np.ones(3), 0)
    while True:
        epoch += 1
        x -= hyperparameters["rate"] * x * np.random.default_rng([seed, epoch]).random(3)
        yield {"dev_error": np.abs(x).max(), "size": float(np.abs(x).sum())}, {"x": x, "epoch": np.array(epoch)}


def once(hyperparameters, seed):
    print("rate", hyperparameters["rate"])
    return {"dev_error": hyperparameters["rate"], "seed": seed}


def stopping_early(hyperparameters, seed):
    """End by itself, with the metrics of the best epoch."""
    best = 9.0
    for error in (3, 1, 2):
        yield {"dev_error": error}
        best = min(best, error)
    return {"dev_error": best}


def stateless(hyperparameters, seed):
    while True:
        yield {"dev_error": 1}


def raising(hyperparameters, seed):
    yield {"dev_error": 1}
    raise ValueError("no such rate")


def leaving(hyperparameters, seed):
    raise SystemExit(3)


def nameless(hyperparameters, seed):
    return {"error": 1}


def wordy(hyperparameters, seed):
    return {"dev_error": "low"}


def mute(hyperparameters, seed):
    return None


def moving(hyperparameters, seed):
    """Change to another folder, and stay there."""
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        yield {"dev_error": 1}
        yield {"dev_error": int(not os.path.samefile(os.getcwd(), folder))}


def empty(hyperparameters, seed):
    yield from ()


def lost(hyperparameters, seed):
    yield {"dev_error": 1}
    yield {"dev_error": float("nan")}


def listing(hyperparameters, seed, state=None):
    yield {"dev_error": 1}, [1]


class Odd(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def odd(hyperparameters, seed):
    raise Odd


def square(number):
    return number * number


def parallel(hyperparameters, seed):
    import multiprocessing

    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=queue.put, args=(1,))
    process.start()
    error = queue.get(timeout=60)
    process.join()
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            error += sum(pool.map(square, range(4)))
    return {"dev_error": error}


def locked(hyperparameters, seed):
    import multiprocessing

    global lock
    lock = multiprocessing.get_context("spawn").Lock()
    return {"dev_error": 1}


def doubled(hyperparameters, seed):
    return {"dev_error": 1, "rate": hyperparameters["rate"]}


def coloured(hyperparameters, seed):
    raise ValueError(chr(27) + "[31m " + chr(0) + "red")


def strange(one):
    return {}


def unstable(hyperparameters, seed, tries=[]):
    tries.append(1)
    if len(tries) < 3:
        raise OSError("busy")
    return {"dev_error": len(tries)}


first_drawn = lambda hyperparameters, seed: {"dev_error": np.random.random()}
'''
"""What a user writes."""


def config_of(folder, objective, *, code=TRAIN, hyperparameters=None, **search):
    """A config that searches `code` in `folder`."""
    Path(folder, "train.py").write_text(code, encoding="utf-8")
    stated = {
        "objective": f"train.py:{objective}" if isinstance(objective, str) else objective,
        "hyperparameters": {"rate": {"low": 0.01, "high": 1.0, "scale": "log"}, "epochs": 9}
        if hyperparameters is None
        else hyperparameters,
        "search": {"metric": "dev_error", "trials": 9, "rounds": 1, "finalists": None, "sampler": "random", **search},
    }
    return config_from(stated, folder)


def objective_of(folder, objective, **options):
    """The objective of such a config."""
    return prepare(config_of(folder, objective, **options)).objective


def searched(folder, config, jobs=1):
    """The run of a whole search in `folder`."""
    with start_workers(jobs) as workers:
        list(search(prepare(config), folder, workers, mode=MODES[config.search.mode](False)))
    return Run(folder)


def planned(objective, number=0, repeat=0, **settings):
    """The plan of a trial."""
    return objective.plan(Trial(number, 1, {"rate": 0.5, **settings}), repeat)
