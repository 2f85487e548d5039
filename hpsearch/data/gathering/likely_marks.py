"""Numbers and dates that probably stand for a missing value: -999, 9999-12-31."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.missing import NUMBER_MARKS
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.gathering.whole_numbers import EXACT, written

_FEWEST = 3
"""So many cells of a column must be the mark."""

_DAYS = frozenset(
    np.datetime64(day)
    for day in ("0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "2099-12-31", "2999-12-31")
) | frozenset(np.datetime64(day) for day in ("9999-01-01", "9999-12-31"))


def likely_number(low: float, high: float) -> bool:
    """Return whether the least or the largest number of a column is one of those that often are marks."""
    return low in NUMBER_MARKS or high in NUMBER_MARKS


def remark_on_numbers(values: NDArray[np.float64]) -> Proposal | None:
    """Return a sentence on a number far from all others that may be a mark; None if there is none.

    >>> remark_on_numbers(np.array([20.5, -999, 21, -999, 19, -999])).sentence()
    '3 cells are -999, far from all others (19 to 21); if they are missing values, set data.csv: {missing: ["-999"]}'
    """
    present = values[np.isfinite(values)]
    for end in (present.min(), present.max()) if present.size else ():
        if float(end) in NUMBER_MARKS and (others := _far_others(present, end)) is not None:
            number = written(float(end)) if abs(end) < EXACT else repr(float(end))
            count = int(np.count_nonzero(present == end))
            return _sentence(count, number, [f"{x:g}" for x in others])
    return None


def remark_on_dates(moments: NDArray[np.datetime64]) -> Proposal | None:
    """Return a sentence on a date far from all others that may be a mark; None if there is none."""
    present = moments[~np.isnat(moments)]
    for end in (present.min(), present.max()) if present.size else ():
        day = end.astype("datetime64[D]")
        if day in _DAYS and (others := _far_others(present, end)) is not None:
            mark = str(day if day == end else end.astype("datetime64[s]")).replace("T", " ")
            count = int(np.count_nonzero(present == end))
            return _sentence(count, mark, [f"{x.astype(day.dtype)}" for x in others])
    return None


def _far_others(present: NDArray[Any], end: Any) -> tuple[Any, Any] | None:
    """Return the least and largest of the others, if the end is as far from them as they are from each other."""
    others = present[present != end]
    if others.size < 2 or present.size - others.size < _FEWEST:
        return None
    low, high = others.min(), others.max()
    gap = low - end if end < low else end - high
    return (low, high) if low != high and gap >= high - low else None


def _sentence(count: int, mark: str, others: list[str]) -> Proposal:
    far = f"far from all others ({' to '.join(others)})"
    return Proposal(f"{count:,} cells are {mark}, {far}; if they are missing values, ", (mark,))
