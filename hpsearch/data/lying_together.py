"""Columns whose values say that rows are of one thing each: the rows of each value lie together, in one long run."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Column, TextColumn

FEWEST_THINGS, ROWS_OF_EACH = 3, 10
"""Values that such a column has at least, and rows of each in the mean."""

_MOSTLY = 0.9
"""The share of runs in which a column has to rise, and of ends at which it has to fall back, to start anew in each."""


def lie_together(values: NDArray[Any]) -> bool:
    """Whether the rows of each value are one run, and long enough; NaN and missing words, −1, are no value.

    >>> lie_together(np.repeat([2, 0, 1], 10)), lie_together(np.repeat([2, 0, 2], 10)), lie_together(np.arange(30))
    (True, False, False)
    """
    if values.size < FEWEST_THINGS * ROWS_OF_EACH:
        return False
    runs = 1 + int(np.count_nonzero(values[1:] != values[:-1]))
    if not FEWEST_THINGS <= runs <= values.size / ROWS_OF_EACH or not (values >= 0).all():
        return False
    return np.unique(values).size == runs


def are_of_things(values: NDArray[Any], names: Sequence[str], clocks: Iterable[NDArray[Any]]) -> bool:
    """Whether it is more than a category or number by which the table is sorted.

    So it is where its values stand in no order, where all `names` of words have a digit, as codes have, or where one
    of some other columns, `clocks`, starts anew with each value.
    """
    if names and all(any(map(str.isdigit, name)) for name in names):
        return True
    starts = np.flatnonzero(values[1:] != values[:-1]) + 1
    firsts = np.asarray(names, object)[values[[0, *starts]].astype(int)] if names else values[[0, *starts]]
    steps = [bool(after > before) for before, after in pairwise(firsts)]
    if any(steps) and not all(steps):
        return True
    return any(_starts_anew(clock, starts) for clock in clocks)


def _starts_anew(clock: NDArray[Any], starts: NDArray[np.intp]) -> bool:
    """Whether it rises from row to row, but falls where a run starts."""
    inside = np.ones(clock.size - 1, bool)
    inside[starts - 1] = False
    rises = clock[1:] > clock[:-1]
    falls = clock[1:] < clock[:-1]
    return bool(rises[inside].mean() >= _MOSTLY and falls[~inside].mean() >= _MOSTLY)


def is_category_of(values: NDArray[Any], target: Column) -> bool:
    """Whether it says the class: no more values than classes, and each has rows of one class alone."""
    known = target.codes if isinstance(target, TextColumn) else target.values
    pairs = np.unique(np.stack([values.astype(np.float64), known.astype(np.float64)]), axis=1)
    different, classes = np.unique(values).size, np.unique(known).size
    return bool(pairs.shape[1] == different <= classes)
