"""What people use on tables instead: boosted trees with eight settings, random searches of scikit-learn's MLP, RealMLP.

All choose by the dev part. RealMLP, of the package pytabkit, is given the table with filled gaps, and encodes it in its
own way.
"""

import warnings
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from threadpoolctl import threadpool_limits

from benchmarks.table_parts import Parts

Peer = Callable[[Parts, bool, float, int], tuple[float, float, int]]


def boosted_trees(parts: Parts, regression: bool, seconds: float, jobs: int) -> tuple[float, float, int]:  # noqa: ARG001 (a peer's)
    """HistGradientBoosting with its defaults, and with seven random settings."""
    kind = HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier
    draw = np.random.default_rng(0)
    settings: list[dict[str, Any]] = [{}]
    settings += [
        {
            "learning_rate": 10 ** draw.uniform(-2, -0.3),
            "max_leaf_nodes": int(draw.integers(8, 64)),
            "l2_regularization": 10 ** draw.uniform(-4, 1),
            "max_iter": int(draw.integers(50, 400)),
            "min_samples_leaf": int(draw.integers(5, 50)),
        }
        for _ in range(7)
    ]
    models = [kind(random_state=0, **each) for each in settings]
    found = Parallel(jobs)(delayed(_errors)(model, parts, regression) for model in models)
    return (*min(found), len(found))


def multilayer_perceptrons(parts: Parts, regression: bool, seconds: float, jobs: int) -> tuple[float, float, int]:
    """A random search over scikit-learn's MLP for so many seconds."""
    kind = MLPRegressor if regression else MLPClassifier
    draw, began = np.random.default_rng(0), perf_counter()
    found: list[tuple[float, float]] = []
    while perf_counter() - began < seconds:
        models = [
            kind(
                hidden_layer_sizes=(int(draw.integers(16, 257)),) * int(draw.integers(1, 4)),
                learning_rate_init=10 ** draw.uniform(-4, -1),
                alpha=10 ** draw.uniform(-6, -1),
                batch_size=int(draw.choice([32, 64, 128, 256])),
                beta_1=1 - 10 ** draw.uniform(-3, -1),
                max_iter=40,
                early_stopping=True,
                random_state=int(draw.integers(10**9)),
            )
            for _ in range(2 * jobs)
        ]
        found += Parallel(jobs)(delayed(_errors)(model, parts, regression) for model in models)
    return (*min(found), len(found))


def realmlp(parts: Parts, regression: bool, seconds: float, jobs: int) -> tuple[float, float, int]:  # noqa: ARG001 (a peer's)
    """RealMLP-TD-S with its defaults (Holzmüller et al. 2024): one network, whose epoch the dev part chooses."""
    from pytabkit import RealMLP_TD_S_Classifier, RealMLP_TD_S_Regressor  # noqa: PLC0415 (only where it is asked for)

    kind = RealMLP_TD_S_Regressor if regression else RealMLP_TD_S_Classifier
    model = kind(device="cpu", random_state=0, n_threads=jobs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y = [each.astype(np.float32) if regression else each for each in parts.y]
        model.fit(parts.filled[0], y[0], X_val=parts.filled[1], y_val=y[1], cat_col_names=parts.words)
        dev, test = (_error(model.predict(parts.filled[part]), parts, part, regression) for part in (1, 2))
    return dev, test, 1


def _errors(model: Any, parts: Parts, regression: bool) -> tuple[float, float]:
    """Errors on dev and test of a model that is trained on the training part."""
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        model.fit(parts.x[0], parts.y[0])
        dev, test = (_error(model.predict(parts.x[part]), parts, part, regression) for part in (1, 2))
    return dev, test


def _error(predicted: NDArray[Any], parts: Parts, part: int, regression: bool) -> float:
    y = parts.y[part]
    if regression:
        return float(np.sqrt(np.mean((predicted - y) ** 2)) / np.std(parts.y[0]))
    return float(np.mean(predicted != y))


PEERS: Mapping[str, Peer] = {"boosted trees": boosted_trees, "scikit-learn's MLP": multilayer_perceptrons}
OTHER_PEERS: Mapping[str, Peer] = {"RealMLP": realmlp}
"""Those that take a package which `make bench` does not install; only where --contestants names them."""
