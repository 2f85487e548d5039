"""Whole numbers that may be days or months: 20210304, 202103, 4032021, 32021."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FEWEST = 6
"""So many different days or months a column must have."""

_FEWEST_WITH_YEAR_LAST = 3
"""So many days or months before the year they must have: 12000 to 12050 are amounts."""

_MOST_DAYS = 75_000
"""There are no more different days in the years of `_DAYS`."""

_MOST = 0.7
"""Share of a column's different numbers that are dates, where others are marks or mistakes."""

_DAYS = (19000101, 21001231)
_MONTHS = (195001, 204912)
_YEAR_LAST = ((1011900, 31122100), (11950, 122049))
"""Days and months whose year is behind them, without the zero before them that a number loses."""

LEAST_DATE = 11950
"""No day or month is less."""

_LARGEST = 31122100
"""None is larger."""


def may_be_digits_of_dates(low: float, high: float) -> bool:
    """Return whether the least and the largest number of a column allow that all are days, or all are months.

    >>> may_be_digits_of_dates(20210304, 20221231), may_be_digits_of_dates(202103, 20221231)
    (True, False)
    """
    return any(first <= low and high <= last for first, last in (_DAYS, _MONTHS, *_YEAR_LAST))


def digits_of_most_dates(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of different numbers are days, or months, with the year first, if most are; none otherwise.

    >>> digits_of_most_dates(np.array([0.0, 20210304, 20210401, 20210402, 20210501, 20210502, 99991231])).tolist()
    [False, True, True, True, True, True, False]
    """
    known = np.zeros(values.size, bool)
    for first, last in (_DAYS, _MONTHS) if values.size <= _MOST_DAYS else ():
        inside = (values >= first) & (values <= last) & (values == np.floor(values))
        known[inside] = [_are_dates(np.array([value], np.int64)) for value in values[inside]]
        if np.count_nonzero(known) >= _MOST * values.size:
            return known
        known[:] = False
    return known


def remark_on_digits_of_dates(pieces: Iterable[NDArray[np.floating[Any]]], pivot: float) -> str:
    """Return a sentence if all numbers are days or months, of several months or years; empty if they are not.

    The numbers are those of `pieces`, NaN where one is missing, plus `pivot`.

    >>> remark_on_digits_of_dates([np.array([202103, 202104, 202107, 202112, 202201, 202202.0])], 0.0)
    'numbers such as 202103 may be months; write them as 2021-03 to read them as dates'
    """
    found = _first_date(pieces, pivot)
    return f"{_perhaps(*found)}; write them as {found[1]} to read them as dates" if found else ""


def may_be_digits_of_moments(low: float, high: float) -> bool:
    """Return whether the least and the largest number of a column allow that all are days with a time.

    >>> may_be_digits_of_moments(202103041530, 202603041530), may_be_digits_of_moments(202103041530, 202603041575)
    (True, False)
    """
    return _moment(low) is not None and _moment(high) is not None and len(f"{low:.0f}") == len(f"{high:.0f}")


def remark_on_digits_of_moments(values: NDArray[np.float64], low: float) -> str:
    """Return a sentence if numbers of 12 or 14 digits are days with a time, 202103041530; empty if they are not.

    `values` may be rounded, as float32 does; the least of them, `low`, is exact.

    >>> remark_on_digits_of_moments(202103041530 + np.arange(6) * 1e8, 202103041530)
    'numbers such as 202103041530 may be moments; write them as 2021-03-04 15:30 to read them as dates'
    """
    first, different = _moment(low), np.unique(values)
    days = different // 10 ** (len(f"{low:.0f}") - 8)
    fits = (days // 100 % 100 >= 1) & (days // 100 % 100 <= 12) & (days % 100 >= 1) & (days % 100 <= 31)
    if first is None or different.size < _FEWEST or np.count_nonzero(fits) < _MOST * different.size:
        return ""
    return f"numbers such as {low:.0f} may be moments; write them as {first:%Y-%m-%d %H:%M} to read them as dates"


def _moment(number: float) -> datetime | None:
    """The moment whose digits a number has; None if it has those of none."""
    digits = f"{number:.0f}"
    if len(digits) not in (12, 14) or not "1900" <= digits[:4] <= "2100":
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M" if len(digits) == 12 else "%Y%m%d%H%M%S")  # noqa: DTZ007  # local
    except ValueError:
        return None


def remark_on_digits_to_predict(values: NDArray[np.float64]) -> str:
    """Return a sentence if all numbers of a target are days or months, which no date replaces there; else empty."""
    if not may_be_digits_of_dates(float(np.nanmin(values)), float(np.nanmax(values))):
        return ""
    found = _first_date([values], 0.0)
    return f"{_perhaps(*found)}; give what matters of them as numbers: the year, the age in days" if found else ""


def _perhaps(number: int, date: str) -> str:
    return f"numbers such as {number} may be {'days' if date.count('-') > 1 else 'months'}"


def _first_date(pieces: Iterable[NDArray[np.floating[Any]]], pivot: float) -> tuple[int, str] | None:
    """Return the number of the earliest date, and this date as 2021-03-04 or 2021-03; None if they are no dates."""
    numbers: set[int] = set()
    layouts = [*_LAYOUTS]
    for piece in pieces:
        values = np.unique(piece[~np.isnan(piece)]).astype(np.float64) + pivot
        whole = bool(((values >= 0) & (values <= _LARGEST) & (values == np.floor(values))).all())
        layouts = [layout for layout in layouts if whole and _are_dates(layout(values.astype(np.int64)))]
        if not layouts:
            return None
        numbers.update(values.astype(int).tolist())
    ordered = np.array(sorted(numbers), np.int64)
    dates = layouts[0](ordered)
    if len(numbers) < _FEWEST or np.unique(dates // 100).size < 2:
        return None
    if dates is not ordered and np.unique(ordered // 10_000).size < _FEWEST_WITH_YEAR_LAST:
        return None
    first = int(dates.argmin())
    digits = str(dates[first])
    return int(ordered[first]), "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))


def _as_written(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return numbers


def _months_with_year_last(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    months = numbers // 10_000
    return np.where(months <= 12, numbers % 10_000 * 100 + months, 0)


def _days_with_year_last(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return numbers % 10_000 * 10_000 + numbers // 10_000 % 100 * 100 + numbers // 1_000_000


def _days_with_month_first(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return numbers % 10_000 * 10_000 + numbers // 1_000_000 * 100 + numbers // 10_000 % 100


_LAYOUTS = (_as_written, _months_with_year_last, _days_with_year_last, _days_with_month_first)
"""Each returns numbers as they would be with the year first: 20210304 or 202103."""


def _are_dates(numbers: NDArray[np.int64]) -> bool:
    """Whether the digits of all numbers are years, months and perhaps days."""
    kinds = (
        [first <= numbers.min() and numbers.max() <= last for first, last in (_MONTHS, _DAYS)] if numbers.size else []
    )
    if not any(kinds):
        return not numbers.size
    months = numbers if kinds[0] else numbers // 100
    if not np.isin(months % 100, np.arange(1, 13)).all():
        return False
    if months is numbers:
        return True
    first = (months // 100 - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (months % 100 - 1)
    days = ((first + np.timedelta64(1, "M")).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int)
    return bool(((numbers % 100 >= 1) & (numbers % 100 <= days)).all())
