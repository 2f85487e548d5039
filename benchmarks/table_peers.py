"""What people use on tables instead: boosted trees with eight settings, random searches of scikit-learn's MLP, RealMLP.

All choose by the dev part. Numbers are standardised, with the median where one is missing, and words one-hot; RealMLP,
of the package pytabkit, is given the table with filled gaps, and encodes it in its own way.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from threadpoolctl import threadpool_limits

Peer = Callable[["Parts", bool, float, int], tuple[float, float, int]]


@dataclass(frozen=True)
class Parts:
    """Inputs as numbers, targets, and inputs as a table without gaps, of the three parts; which columns are `words`."""

    x: tuple[NDArray[np.float32], ...]
    y: tuple[NDArray[Any], ...]
    filled: tuple[pd.DataFrame, ...]
    words: list[str]

    @classmethod
    def of(cls, train: pd.DataFrame, dev: pd.DataFrame, test: pd.DataFrame, target: str) -> "Parts":
        """Encode as the training part says."""
        inputs = train.drop(columns=target)
        numbers = [name for name in inputs if pd.api.types.is_numeric_dtype(inputs[name])]
        words = [name for name in inputs if name not in numbers]
        scaled = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler())
        one_hot = make_pipeline(
            SimpleImputer(strategy="constant", fill_value="?"),
            OneHotEncoder(handle_unknown="ignore", sparse_output=False),
        )
        encode = make_column_transformer((scaled, numbers), (one_hot, words)).fit(_plain(inputs, words))
        parts = [_plain(part.drop(columns=target), words) for part in (train, dev, test)]
        x = tuple(encode.transform(part).astype(np.float32) for part in parts)
        gaps = dict.fromkeys(words, "?") | parts[0][numbers].median().fillna(0.0).to_dict()
        y = tuple(part[target].to_numpy() for part in (train, dev, test))
        return cls(x, y, tuple(part.fillna(gaps) for part in parts), words)


def _plain(inputs: pd.DataFrame, words: list[str]) -> pd.DataFrame:
    return inputs.astype(dict.fromkeys(words, object)).where(inputs.notna(), np.nan)


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
