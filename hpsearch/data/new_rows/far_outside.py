"""Numbers and dates of new rows far outside of training's, and which of them often stand for a missing value."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.gathering.likely_marks import dates_that_may_be_marks, numbers_that_may_be_marks
from hpsearch.records import Record


class Outlying(Record):
    """What is said of values that are `far` outside, and of those that are probably `marks` of missing values."""

    far: str
    marks: str
    are_marks: Callable[[NDArray[Any]], NDArray[np.bool_]]


def _kind(values: str, examples: str, are_marks: Callable[[NDArray[Any]], NDArray[np.bool_]]) -> Outlying:
    far = f"{values} are far outside those of training"
    marks = f"{far} and often stand for a missing value, as {examples} do; if they do here, leave the cells empty"
    return Outlying(far, marks, are_marks)


OUTLYING_NUMBERS = _kind("numbers", "-9999 and 1e20", numbers_that_may_be_marks)
OUTLYING_DATES = _kind("dates", "1900-01-01 and 9999-12-31", dates_that_may_be_marks)


def outside(values: NDArray[np.float32], limits: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the places of the values, (rows,), beyond two limits; a missing one, NaN, is within.

    >>> outside(np.array([1, -5, np.nan, 9], np.float32), np.array([0.0, 8])).tolist()
    [1, 3]
    """
    low, high = limits.tolist()
    if not (np.fmin.reduce(values, initial=np.nan) < low or np.fmax.reduce(values, initial=np.nan) > high):
        return np.empty(0, np.intp)  # found without an array of comparisons
    return np.flatnonzero((values < low) | (values > high))
