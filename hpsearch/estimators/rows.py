"""What scikit-learn's users hand in → arrays of float64, checked as its estimators check them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import _check_sample_weight, column_or_1d, validate_data

from hpsearch.data.fitting import Vector

READ = {"dtype": np.float64, "ensure_all_finite": "allow-nan"}


@dataclass(frozen=True, slots=True)
class TrainingValues:
    """Rows x (m, n), their targets y (m,), and what each counts, (m,), where they differ in that."""

    x: Vector
    y: NDArray[Any]
    weights: Vector | None


def training_values(estimator: Any, x: ArrayLike, y: Any, weights: Any, *, reset: bool) -> TrainingValues:
    """The rows, those of weight 0 left out. Raises ValueError where they and the targets do not fit."""
    how = (READ, {"ensure_2d": False, "dtype": None})
    rows, target = validate_data(estimator, x, y, reset=reset, validate_separately=how)
    if len(rows) != len(target):
        raise ValueError(f"X has {len(rows)} rows, and y {len(target)}")
    found = TrainingValues(rows, column_or_1d(target, warn=True), None)
    if weights is None:
        return found
    counted = _check_sample_weight(weights, rows, dtype=np.float64, ensure_non_negative=True)
    some = counted > 0
    if not some.any():
        raise ValueError("all weights are 0; expected a sample that counts")
    return TrainingValues(found.x[some], found.y[some], counted[some])


def new_values(estimator: Any, x: ArrayLike) -> Vector:
    """Rows (m, n) to predict."""
    rows: Vector = validate_data(estimator, x, reset=False, **READ)
    return rows


def numbers_of(target: NDArray[Any]) -> Vector:
    """The targets as numbers. Raises ValueError where one is none."""
    numbers: Vector = target.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError("y contains NaN or infinity; expected finite numbers")
    return numbers
