"""Find columns whose equal values are in long runs of consecutive rows, as in repeated measurements of one thing."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Column, TextColumn

FEWEST_THINGS, ROWS_OF_EACH = 3, 10
"""Smallest number of values of such a column, and of rows per value on average."""

_MOSTLY = 0.9
"""Share of runs in which a column must increase, and of run ends at which it must fall, to restart in each run."""


def lie_together(values: NDArray[Any]) -> bool:
    """Whether the rows of each value are a single run, long enough; NaN and missing words, −1, are ignored.

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
    """Whether the column identifies things, and is not only a category or number by which the table is sorted.

    This is so if its values are not sorted, if all `names` of words contain a digit, like codes, or if one of some
    other columns, `clocks`, restarts with each value.
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
    """Whether it increases from row to row, but falls at the start of each run."""
    inside = np.ones(clock.size - 1, bool)
    inside[starts - 1] = False
    rises = clock[1:] > clock[:-1]
    falls = clock[1:] < clock[:-1]
    return bool(rises[inside].mean() >= _MOSTLY and falls[~inside].mean() >= _MOSTLY)


def is_category_of(values: NDArray[Any], target: Column) -> bool:
    """Whether it determines the class: no more values than classes, and each with rows of one class only."""
    known = target.codes if isinstance(target, TextColumn) else target.values
    pairs = np.unique(np.stack([values.astype(np.float64), known.astype(np.float64)]), axis=1)
    different, classes = np.unique(values).size, np.unique(known).size
    return bool(pairs.shape[1] == different <= classes)
