"""Gradient-boosted trees: scikit-learn's HistGradientBoosting with its defaults, if installed."""

from functools import partial
from importlib import import_module
from importlib.util import find_spec
from math import ceil
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from hpsearch.engine.binned import BinnedInputs, by_number, written_out
from hpsearch.evaluation.baselines import BaselineData, BaselineNotTrainedError, FittedBaseline
from hpsearch.evaluation.judged_rows import Outputs

if TYPE_CHECKING:
    from hpsearch.engine.arrays import Labels
    from hpsearch.engine.binned import StoredInputs

MOST_TREES = 50
"""Largest number of trees per round: one is grown for each class or target in each of 100 rounds."""


class BoostedTrees:
    """The usual alternative to networks for tables."""

    name = "boosted_trees"
    place = 30
    trains = True
    slow = True
    tasks: ClassVar = ("classification", "regression")

    @property
    def lacking(self) -> str:
        """A sentence if scikit-learn is not installed; else empty."""
        return "" if find_spec("sklearn") else 'scikit-learn is not installed; pip install "hpsearch[sklearn]"'

    def fit(self, data: BaselineData) -> FittedBaseline:
        """Train the trees on one core. Raises BaselineNotTrainedError without scikit-learn."""
        if self.lacking:
            raise BaselineNotTrainedError(self.lacking)
        dataset = data.dataset
        if max(len(dataset.classes), len(dataset.targets)) > MOST_TREES:
            raise BaselineNotTrainedError(f"more than {MOST_TREES} classes or targets would take long")

        name = "HistGradientBoostingClassifier" if dataset.classes else "HistGradientBoostingRegressor"
        kind, inputs, y = getattr(import_module("sklearn.ensemble"), name), dataset.train.inputs, dataset.train.y
        stops = not dataset.classes or _divides(y)
        counts = inputs.counts if isinstance(inputs, BinnedInputs) else None
        x = _columns(inputs, counts)
        with threadpool_limits(1):
            fitted = [
                kind(random_state=data.seed % 2**32, early_stopping=stops).fit(
                    x, column, sample_weight=dataset.train.weights
                )
                for column in y.reshape(len(y), -1).T
            ]
        return FittedBaseline(partial(_outputs, fitted, len(dataset.classes), counts))


def _columns(inputs: "StoredInputs", counts: "Labels | None") -> NDArray[Any]:
    """Return inputs as trees take them, (rows, columns): a number in bins as one value, as only its order counts."""
    return written_out(inputs).T if counts is None else by_number(inputs, counts)


def _outputs(fitted: list[Any], classes: int, counts: "Labels | None", inputs: "StoredInputs") -> Outputs:
    """Return probabilities, (rows, classes), or values, (rows,) or (rows, targets), for inputs (n_x, rows)."""
    x = _columns(inputs, counts)
    with threadpool_limits(1):
        if not classes:
            values = [np.asarray(trees.predict(x), np.float64) for trees in fitted]
            return values[0] if len(values) == 1 else np.stack(values, axis=1)
        (trees,) = fitted
        found = np.zeros((len(x), classes))
        found[:, trees.classes_.astype(np.int64)] = trees.predict_proba(x)
        return found


def _divides(y: NDArray[Any]) -> bool:
    """Whether rows can be split 1 to 9 with every class in both parts, as early stopping needs."""
    rows = np.bincount(y)
    rows = rows[rows > 0]
    return bool(rows.min() >= 2 and ceil(0.1 * len(y)) >= len(rows))
