"""The columns of a frame that somebody else has made: as numbers, as words."""

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import TextColumn
from hpsearch.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


def numbers_of(values: "pd.Series[Any]") -> NDArray[np.float64]:
    """The column's numbers, NaN where missing, 0 and 1 for booleans. Raises DataError for words."""
    from pandas import to_numeric  # noqa: PLC0415  # imported already where there are frames

    if values.dtype.kind in "mMc":
        raise DataError(f"column {values.name!r} holds {values.dtype}; the model needs numbers there")
    try:
        return as_float64(to_numeric(values))
    except (TypeError, ValueError) as error:
        raise DataError(f"column {values.name!r} holds words; the model needs numbers there: {error}") from error


def as_float64(values: "pd.Series[Any]") -> NDArray[np.float64]:
    """Numbers as float64; whole numbers of more than 308 digits are infinite."""
    try:
        numbers: NDArray[np.float64] = values.to_numpy(np.float64, na_value=np.nan)
    except OverflowError:
        numbers = np.array([_float(value) for value in values.astype(object)], np.float64)
    return numbers


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def words_of(values: "pd.Series[Any]") -> TextColumn:
    """The column's words; a number is written without needless decimals, as the file had it."""
    from pandas import factorize  # noqa: PLC0415  # imported already where there are frames

    codes, words = factorize(values.astype(object))
    return TextColumn(str(values.name), codes.astype(np.int32), tuple(_written(word) for word in words))


def _written(word: Any) -> str:
    return str(int(word)) if isinstance(word, float) and word.is_integer() else str(word)
