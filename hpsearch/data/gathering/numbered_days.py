"""Numbers that may be days by their number in a year, 2004049 or 2004.049, or days and months in two spellings."""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.gathering.whole_numbers import written

_YEARS = (1900, 2101)
_LARGEST = 21001231
_FEWEST = 20
"""So many different days a column must have, if only their numbers in a year show that they are some."""

_MOST = 0.9

_TOLERANCE = 0.02
"""Of decimals times 1,000; float32 has numbers around 2000 to 0.0001, and to less if they are near each other."""


def may_be_numbered_days(low: float, high: float) -> bool:
    """Return whether the least and the largest number of a column allow that all are such days.

    >>> [may_be_numbered_days(*ends) for ends in ((2004.049, 2005364), (2004001, 2005365), (1, 2004))]
    [True, True, False]
    """
    may_be_days = _YEARS[0] * 1000 < low and high < _YEARS[1] * 1000
    return may_be_days or (_YEARS[0] <= low < _YEARS[1] and high <= _LARGEST)


def remark_on_numbered_days(values: NDArray[np.float64], low: float, high: float) -> str:
    """Return a sentence if numbers are days by their number in a year, or if some have a point behind the year.

    `values` may be rounded, as float32 does; the least and the largest of them, `low` and `high`, are exact.

    >>> remark_on_numbered_days(np.array([2004049, 2004.05, 2005364]), 2004.05, 2005364.0)
    '2004.05 and 2005364 may be days or months, some with a point; write all as 2004-02-18 to read them as dates'
    >>> remark_on_numbered_days(2004001 + np.arange(0, 366, 10.0), 2004001.0, 2004361.0)
    'numbers such as 2004001 may be days of a year by their number; write them as 2004-01-01 to read them as dates'
    """
    different = np.unique(values)
    large = different[different >= _YEARS[1]]
    pointed = different[different < _YEARS[1]]
    if large.size and pointed.size:
        found = low % 1 != 0 and _are_digits(large)
        said = f"{written(low)} and {written(high)} may be days or months, some with a point"
        return f"{said}; write all as 2004-02-18 to read them as dates" if found else ""
    numbers = large if large.size else np.round(1000 * pointed)
    exact = large.size or (np.abs(1000 * pointed - numbers).max() < _TOLERANCE and bool((numbers % 10 != 0).any()))
    if different.size < _FEWEST or not exact or not _are_days(numbers).all():
        return ""
    year, day = divmod(round(low if large.size else 1000 * low), 1000)
    date = dt.date(year, 1, 1) + dt.timedelta(days=day - 1)
    said = f"numbers such as {written(low)} may be days of a year by their number"
    return f"{said}; write them as {date} to read them as dates"


def _are_days(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which numbers are a year and the number of a day in it: 2004049."""
    years, days = np.divmod(numbers, 1000)
    return np.asarray((years >= _YEARS[0]) & (years < _YEARS[1]) & (days >= 1) & (days <= 366) & (days % 1 == 0))


def _are_digits(numbers: NDArray[np.float64]) -> bool:
    """Whether most numbers are days of a year by their number, or most are months, or days of a month: 20040218.

    Far from others, float32 rounds some of the latter to even numbers.
    """
    whole = np.round(numbers)
    months, days = np.divmod(whole, 100) if whole[0] >= _YEARS[0] * 10_000 else (whole, np.ones(whole.size))
    of_year = (months >= _YEARS[0] * 100) & (months < _YEARS[1] * 100) & (months % 100 >= 1) & (months % 100 <= 12)
    found = _are_days(whole), of_year & (days >= 1) & (days <= 31)
    return max(int(np.count_nonzero(each)) for each in found) >= _MOST * whole.size
