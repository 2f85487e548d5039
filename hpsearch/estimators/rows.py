"""Convert the arguments X and y to arrays of float64, with the checks of scikit-learn."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import _check_sample_weight, column_or_1d, validate_data

from hpsearch.config.frames import is_frame
from hpsearch.data.inputs.fitting import Vector
from hpsearch.records import Record
from hpsearch.text.counting import how_many

READ = {"dtype": np.float64, "ensure_all_finite": "allow-nan"}


class TrainingValues(Record):
    """Rows x (m, n), their targets y (m,), and their weights (m,) if these differ."""

    x: Vector
    y: NDArray[Any]
    weights: Vector | None
    groups: NDArray[Any] | None = None


def training_values(
    estimator: Any, x: ArrayLike, y: Any, weights: Any, *, reset: bool, groups: Any = None
) -> TrainingValues:
    """Return the rows without those of weight 0. Raises ValueError if the rows and the targets do not match."""
    how = (READ, {"ensure_2d": False, "dtype": None})
    with _words_named(x):
        rows, target = validate_data(estimator, x, y, reset=reset, validate_separately=how)
    if len(rows) != len(target):
        raise ValueError(f"X has {how_many(len(rows), 'row')}, and y {len(target)}")
    together = None if groups is None else column_or_1d(groups)
    if together is not None and len(together) != len(rows):
        raise ValueError(
            f"X has {how_many(len(rows), 'row')}, and groups {len(together)}; expected a group for each row"
        )
    found = TrainingValues(rows, column_or_1d(target, warn=True), None, together)
    if weights is None:
        return found
    counted = _check_sample_weight(weights, rows, dtype=np.float64, ensure_non_negative=True)
    some = counted > 0
    if not some.any():
        raise ValueError("all weights are 0; expected a sample that counts")
    return TrainingValues(found.x[some], found.y[some], counted[some], None if together is None else together[some])


def new_values(estimator: Any, x: ArrayLike) -> Vector:
    """Return rows (m, n) to predict."""
    with _words_named(x):
        rows: Vector = validate_data(estimator, x, reset=False, **READ)
    return rows


@contextmanager
def _words_named(x: Any) -> Iterator[None]:
    """Name the non-numeric column of a DataFrame in errors, where scikit-learn names none; refuse dates anywhere."""
    if is_frame(x) and (moments := [str(name) for name, column in x.items() if _are_moments(column)]):
        raise _no_numbers(moments[0])
    if not is_frame(x) and _are_moments(np.asarray(x[:1]) if isinstance(x, list | tuple) else x):
        raise ValueError("X holds dates or durations; give what matters of them as numbers: the year, the hours")
    try:
        yield
    except (ValueError, TypeError) as error:
        others = _without_numbers(x)
        if not others:
            raise
        raise _no_numbers(others[0]) from error


def _are_moments(values: Any) -> bool:
    """Whether these are dates or durations by their type: as numbers they would count its unit, which differs."""
    return getattr(getattr(values, "dtype", None), "kind", "") in {"m", "M"}


def _no_numbers(name: str) -> ValueError:
    return ValueError(
        f"column {name!r} holds no numbers; encode it, such as by OneHotEncoder in a pipeline, or search the frame "
        "with hpsearch.run, which reads words and dates"
    )


def _without_numbers(x: Any) -> list[str]:
    """Return the columns of a DataFrame that cannot be converted to numbers."""
    if not is_frame(x):
        return []
    import pandas as pd  # noqa: PLC0415 (already imported if there is a DataFrame)

    return [
        str(name)
        for name, column in x.items()
        if not pd.api.types.is_numeric_dtype(column) and pd.to_numeric(column, errors="coerce").isna().any()
    ]


def numbers_of(target: NDArray[Any]) -> Vector:
    """Return the targets as numbers. Raises ValueError if any of them is not a finite number."""
    if _are_moments(target):
        raise ValueError("y holds dates or durations; expected numbers, such as days since the first date, or hours")
    numbers: Vector = target.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError("y contains NaN or infinity; expected finite numbers")
    return numbers
