"""The peer: scikit-learn's RandomizedSearchCV of MLPClassifier or MLPRegressor with one holdout.

    python -m benchmarks.anytime.scikit_learn TABLE TARGET TASK FOLDER JOBS SEED BEGAN PROCESS

A search has as many settings as there may be time for, and its scorer notes each result and network when it is there:
so nothing waits for the end of a search. Some settings train for few epochs, since else large tables had no result for
long.
"""

import pickle
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import loguniform
from sklearn.model_selection import PredefinedSplit, RandomizedSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor

from benchmarks.anytime.finds import Finds, Setting
from benchmarks.anytime.peer_table import PeerTable, error

SETTINGS = 200
SPACE = {
    "hidden_layer_sizes": [(units,) * layers for layers in (1, 2, 3) for units in range(16, 257, 16)],
    "learning_rate_init": loguniform(1e-4, 1e-1),
    "alpha": loguniform(1e-4, 10),
    "batch_size": [32, 64, 128, 256, 512],
    "max_iter": [5, 10, 20, 40],
    "early_stopping": [True, False],
}


@dataclass(frozen=True)
class NotingScorer:
    """The negative dev error of a network, which is noted if it is the best so far."""

    finds: Finds

    def __call__(self, network: Any, x: NDArray[np.float32], y: NDArray[Any]) -> float:
        """As scikit-learn calls a scorer."""
        found = error(y, network.predict(x), regression=isinstance(network, MLPRegressor))
        setting = {name: network.get_params()[name] for name in SPACE}
        self.finds.note(found, setting, lambda: pickle.dumps(network))
        return -found


def processes(_jobs: int) -> int:
    """How many of this are started; its workers are its own."""
    return 1


def main(path: str, target: str, task: str, folder: str, jobs: str, seed: str, began: str, _process: str) -> None:
    """Search until this process is ended."""
    warnings.simplefilter("ignore")
    table, scorer = PeerTable.read(Path(path), target, task), NotingScorer(Finds(Path(folder), float(began)))
    x, y = (np.concatenate(each[:2]) for each in (table.x, table.y))
    holdout = PredefinedSplit(np.repeat([-1, 0], [len(part) for part in table.x[:2]]))
    for search in count():
        RandomizedSearchCV(
            _network(table).set_params(random_state=int(seed)),
            SPACE,
            n_iter=SETTINGS,
            scoring=scorer,
            cv=holdout,
            n_jobs=int(jobs),
            refit=False,
            random_state=1_000 * int(seed) + search,
        ).fit(x, y)


def retrained(table: PeerTable, setting: Setting, seed: int) -> tuple[float, float]:
    """Errors on dev and test of a new network."""
    network = _network(table).set_params(**setting, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network.fit(table.x[0], table.y[0])
    return table.error(network.predict(table.x[1]), 1), table.error(network.predict(table.x[2]), 2)


def stored(_table: PeerTable, _setting: Setting, model: bytes) -> Callable[[NDArray[np.float32]], NDArray[Any]]:
    """The predictor of a network that the search has noted."""
    predict: Callable[[NDArray[np.float32]], NDArray[Any]] = pickle.loads(model).predict  # noqa: S301 (our own)
    return predict


def _network(table: PeerTable) -> Any:
    return MLPClassifier() if table.classes else MLPRegressor()


if __name__ == "__main__":
    main(*sys.argv[1:])
