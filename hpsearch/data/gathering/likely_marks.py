"""Numbers and dates that probably stand for a missing value: -999, 9999-12-31."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data.forms.missing import NUMBER_MARKS, is_fill_value, is_number_mark
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.gathering.whole_numbers import EXACT, written
from hpsearch.text.listing import all_of

_FEWEST = 3
"""So many cells of a column must be the mark, unless it is hardly ever anything else."""

_FILL_DAYS = frozenset(
    np.datetime64(day)
    for day in ("0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "2999-12-31", "9999-01-01", "9999-12-31")
)
_DAYS = _FILL_DAYS | {np.datetime64(day) for day in ("1970-01-01", "2099-12-31")}


def likely_number(low: float, high: float) -> bool:
    """Return whether the least or the largest number of a column is one of those that often are marks."""
    return is_number_mark(low) or is_number_mark(high)


def numbers_that_may_be_marks(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of some numbers are those that often are marks.

    >>> numbers_that_may_be_marks(np.array([-9999, 123, 1e20, -9999])).tolist()
    [True, False, True, True]
    """
    found = np.isin(values.astype(np.float32), np.array([*NUMBER_MARKS], np.float32))  # quick, and true of all marks
    different, places = np.unique(values[found], return_inverse=True)
    found[found] = np.array([is_number_mark(float(value)) for value in different], bool)[places]
    return found


def dates_that_may_be_marks(moments: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Return which of some dates are days that often are marks.

    >>> dates_that_may_be_marks(np.array(["9999-12-31", "2024-02-29"], "datetime64[us]")).tolist()
    [True, False]
    """
    return np.isin(moments.astype("datetime64[D]"), [*_DAYS])


def remark_on_numbers(values: NDArray[np.float64], stored: DTypeLike = np.float64) -> Proposal | None:
    """Return a sentence on numbers far from all others that may be marks; None if there are none.

    The source stores its numbers as `stored`, in which -99.9 is another number.

    >>> remark_on_numbers(np.array([20.5, -999, 21, -999, 19, -999])).sentence()
    '3 cells are -999, far from all others (19 to 21); if they are missing values, set data.csv: {missing: ["-999"]}'
    """

    def name(number: np.float64) -> str:
        is_whole = float(number).is_integer() and abs(number) < EXACT
        return written(float(number)) if is_whole else str(np.asarray(number, stored)[()])

    def is_likely(number: np.float64, count: int) -> bool:
        return is_fill_value(number) or (count >= _FEWEST and is_number_mark(number))

    return _remark(values[np.isfinite(values)], is_likely, name, lambda number: f"{number:g}")


def remark_on_dates(moments: NDArray[np.datetime64]) -> Proposal | None:
    """Return a sentence on dates far from all others that may be marks; None if there are none."""

    def name(moment: np.datetime64) -> str:
        day = moment.astype("datetime64[D]")
        return str(day if day == moment else moment.astype("datetime64[s]")).replace("T", " ")

    def is_likely(moment: np.datetime64, count: int) -> bool:
        day = moment.astype("datetime64[D]")
        return day in _FILL_DAYS or (count >= _FEWEST and day in _DAYS)

    return _remark(moments[~np.isnat(moments)], is_likely, name, lambda moment: str(moment.astype("datetime64[D]")))


def _remark(
    present: NDArray[Any], is_likely: Callable[[Any, int], bool], name: Callable[[Any], str], end: Callable[[Any], str]
) -> Proposal | None:
    """The sentence on likely marks at both ends; `name` is how one is written, `end` an end of the others."""
    different, counts = np.unique(present, return_counts=True)
    first, last = _others(different, lambda place: is_likely(different[place], int(counts[place])))
    found = [*range(first), *range(last, different.size)]
    if not found:
        return None
    names = [name(different[place]) for place in found]
    cells = [f"{counts[place]:,} cell{'s are' if counts[place] > 1 else ' is'}" for place in found]
    said = all_of([f"{some} {mark}" for some, mark in zip(cells, names, strict=True)])
    several = counts[found].sum() > 1
    if_missing = "they are missing values" if several else "it is a missing value"
    far = f"far from all others ({end(different[first])} to {end(different[last - 1])})"
    complete = f"{said}, {far}; if {if_missing}, correct {'them' if several else 'it'}, or leave the rows out"
    return Proposal(f"{said}, {far}; if {if_missing}, ", tuple(names), complete)


def _others(different: NDArray[Any], is_mark: Callable[[int], bool]) -> tuple[int, int]:
    """The first place, and that behind the last one, of all but the marks at the ends that are far from the others.

    The `different` values ascend. A mark is far if it is as far from the others as they are from each other; they are
    at least two.
    """
    first, last = 0, different.size
    while first < last and is_mark(first):
        first += 1
    while first < last and is_mark(last - 1):
        last -= 1
    if last - first < 2:
        return 0, different.size
    while True:
        spread = different[last - 1] - different[first]
        if first > 0 and different[first] - different[first - 1] < spread:
            first -= 1
        elif last < different.size and different[last] - different[last - 1] < spread:
            last += 1
        else:
            return first, last
