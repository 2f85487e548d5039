"""Find columns whose equal values are in long runs of consecutive rows, as in repeated measurements of one thing."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Column, TextColumn

FEWEST_THINGS, ROWS_OF_EACH = 3, 10
"""Smallest number of values of such a column, and of rows per value on average."""

MANY_THINGS, ROWS_OF_MANY = 20, 2
"""The same for a column in a table where another restarts with each value, as the year in a panel."""

_MOSTLY = 0.9
"""Share of runs in which a column must increase, and of run ends at which it must fall, to restart in each run."""


def lie_together(values: NDArray[Any]) -> bool:
    """Whether the rows of each value are a single run, long enough; not with NaN or missing words, −1.

    >>> lie_together(np.repeat([2, 0, 1], 10)), lie_together(np.repeat([2, 0, 2], 10)), lie_together(np.arange(30))
    (True, False, False)
    """
    if values.size < FEWEST_THINGS * ROWS_OF_EACH:
        return False
    runs = count_runs(values)
    few, many = runs <= values.size / ROWS_OF_EACH, runs <= values.size / ROWS_OF_MANY
    if not ((few and runs >= FEWEST_THINGS) or (many and runs >= MANY_THINGS)) or not (values >= 0).all():
        return False
    return np.unique(values).size == runs


def may_lie_together(head: NDArray[Any]) -> bool:
    """Whether the first rows of a column allow that the rows of each value are a single run."""
    return count_runs(head) <= head.size / ROWS_OF_MANY and np.unique(head).size == count_runs(head)


def count_runs(values: NDArray[Any]) -> int:
    """Return the number of runs of equal values, at least one.

    >>> count_runs(np.array([1, 1, 2, 1]))
    3
    """
    return 1 + int(np.count_nonzero(values[1:] != values[:-1]))


def are_of_things(values: NDArray[Any], names: Sequence[str], clocks: Iterable[NDArray[Any]]) -> bool:
    """Whether the column identifies things, and is not only a category or number by which the table is sorted.

    This is so if its values are not sorted, if all `names` of words contain a digit, like codes, or if one of some
    other columns, `clocks`, restarts with each value. With few rows of each, only the last counts.
    """
    starts = np.flatnonzero(values[1:] != values[:-1]) + 1
    if (starts.size + 1) * ROWS_OF_EACH > values.size:
        return any(_starts_anew(clock, starts) for clock in clocks)
    if names and all(any(map(str.isdigit, name)) for name in names):
        return True
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
