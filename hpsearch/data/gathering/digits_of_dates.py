"""Whole numbers that may be days or months: 20210304, 202103."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FEWEST = 6
"""So many different days or months a column must have."""

_DAYS = (19000101, 21001231)
_MONTHS = (195001, 204912)


def may_be_digits_of_dates(low: float, high: float) -> bool:
    """Return whether the least and the largest number of a column allow that all are days, or all are months.

    >>> may_be_digits_of_dates(20210304, 20221231), may_be_digits_of_dates(202103, 20221231)
    (True, False)
    """
    return any(first <= low and high <= last for first, last in (_DAYS, _MONTHS))


def remark_on_digits_of_dates(pieces: Iterable[NDArray[np.floating[Any]]], pivot: float) -> str:
    """Return a sentence if all numbers are days or months, of several months or years; empty if they are not.

    The numbers are those of `pieces`, NaN where one is missing, plus `pivot`.

    >>> remark_on_digits_of_dates([np.array([202103, 202104, 202107, 202112, 202201, 202202.0])], 0.0)
    'numbers such as 202103 may be months; write them as 2021-03 to read them as dates'
    """
    found = _first_date(pieces, pivot)
    return f"{_perhaps(found)}; write them as {found} to read them as dates" if found else ""


def remark_on_digits_to_predict(values: NDArray[np.float64]) -> str:
    """Return a sentence if all numbers of a target are days or months, which no date replaces there; else empty."""
    if not may_be_digits_of_dates(float(np.nanmin(values)), float(np.nanmax(values))):
        return ""
    found = _first_date([values], 0.0)
    return f"{_perhaps(found)}; give what matters of them as numbers: the year, the age in days" if found else ""


def _perhaps(date: str) -> str:
    return f"numbers such as {date.replace('-', '')} may be {'days' if date.count('-') > 1 else 'months'}"


def _first_date(pieces: Iterable[NDArray[np.floating[Any]]], pivot: float) -> str:
    """Return the earliest date as 2021-03-04 or 2021-03; empty if the numbers are no dates."""
    numbers: set[int] = set()
    for piece in pieces:
        values = np.unique(piece[~np.isnan(piece)]).astype(np.float64) + pivot
        if not (values == np.floor(values)).all() or not _are_dates(values.astype(np.int64)):
            return ""
        numbers.update(values.astype(int).tolist())
    if len(numbers) < _FEWEST or len({number // 100 for number in numbers}) < 2:
        return ""
    digits = str(min(numbers))
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))


def _are_dates(numbers: NDArray[np.int64]) -> bool:
    """Whether the digits of all numbers are years, months and perhaps days."""
    months = numbers if (numbers <= _MONTHS[1]).all() else numbers // 100
    if not np.isin(months % 100, np.arange(1, 13)).all():
        return False
    if months is numbers:
        return True
    first = (months // 100 - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (months % 100 - 1)
    days = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int)
    return bool(((numbers % 100 >= 1) & (numbers % 100 <= days)).all())
