"""Numbers that are probably months: 4.2023, 2023.04 or 2023.4."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.forms.kinds import CellForm
from hpsearch.data.forms.written_numbers import WrittenNumbers

_YEARS = (1900, 2099)
_FEWEST = 6
"""So many different months a column must have."""

_TOLERANCE = 0.02
"""Of decimals times 100 or 10,000; float32 has numbers around 2000 to 0.0001."""


def may_be_months(low: float, high: float) -> bool:
    """Return whether the least and the largest number of a column allow that all are months."""
    return (low > 1 and high < 13) or (low > _YEARS[0] and high < _YEARS[1] + 1)


def sign_of_bare_numbers(form: CellForm) -> str:
    """Return the decimal sign of numbers without a unit, which months are; empty for other forms."""
    match form:
        case PlainNumbers(decimal=sign) | WrittenNumbers(prefix="", suffix="", decimal=sign):
            return sign
    return ""


def remark_on_months(pieces: Iterable[NDArray[np.floating[Any]]], pivot: float, decimal: str = ".") -> str:
    """Return a sentence if all numbers are months of a year; empty if they are not.

    The numbers are those of `pieces`, NaN where one is missing, plus `pivot`; the sentence has the `decimal` sign.

    >>> remark_on_months([np.array([4.2023, 10.2022, 11.2022, 12.2022, 1.2023, 2.2023])], 0.0)
    'numbers such as 10.2022 are probably months; write them as 2022-10 to read them as dates'
    """
    found = _first_month(pieces, pivot, decimal)
    return f"{_probably(found[0])}; write them as {found[1]} to read them as dates" if found else ""


def remark_on_months_to_predict(values: NDArray[np.float64], decimal: str) -> str:
    """Return a sentence if all numbers of a target are months, which no date of a target replaces; else empty."""
    if not may_be_months(float(np.nanmin(values)), float(np.nanmax(values))):
        return ""
    found = _first_month([values], 0.0, decimal)
    return f"{_probably(found[0])}; give what matters of them as numbers: the year, the age in days" if found else ""


def _probably(number: str) -> str:
    return f"numbers such as {number} are probably months"


def _first_month(pieces: Iterable[NDArray[np.floating[Any]]], pivot: float, decimal: str) -> tuple[str, str] | None:
    """Return the first month, as the number that it is and as 2022-10; None if the numbers are no months."""
    found: dict[str, set[tuple[int, int]]] = {layout: set() for layout in _LAYOUTS}
    for piece in pieces:
        values = np.unique(piece[~np.isnan(piece)]).astype(np.float64) + pivot
        for layout in [*found]:
            months = _months(values, _LAYOUTS[layout])
            if months is None:
                del found[layout]
            else:
                found[layout] |= months
        if not found:
            return None
    for layout, months in found.items():
        if len(months) >= _FEWEST and _are_probable(layout, months):
            year, month = min(months)
            return layout.format(month, decimal, year), f"{year}-{month:02}"
    return None


Parts = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""The year and the month of each number, and how far its decimals are from those of this month."""


def _month_first(values: NDArray[np.float64]) -> Parts:
    month = np.floor(values)
    times = (values - month) * 1e4
    year = np.round(times)
    return year, month, times - year


def _year_first(values: NDArray[np.float64]) -> Parts:
    year = np.floor(values)
    times = (values - year) * 1e2
    month = np.round(times)
    return year, month, times - month


def _year_first_without_zeros(values: NDArray[np.float64]) -> Parts:
    """As in 2023.4 and 2023.11; October is written like January."""
    year = np.floor(values)
    times = (values - year) * 1e2
    month = np.where(np.round(times) > 10, np.where(np.round(times) < 13, np.round(times), np.round(times / 10)), 1)
    return year, month, times - np.where((month > 10), month, 10 * month)


_LAYOUTS = {"{0}{1}{2}": _month_first, "{2}{1}{0:02}": _year_first, "{2}{1}{0}": _year_first_without_zeros}


def _are_probable(layout: str, months: set[tuple[int, int]]) -> bool:
    """Whether months of a layout are hardly other numbers: 4.2 may be a price, and 2023.4 a part of a year."""
    if layout.startswith("{0}"):
        return any(year % 10 for year, _ in months)
    numbers = {month for _, month in months}
    return layout.endswith(":02}") or (not numbers.isdisjoint({11, 12}) and min(numbers) < 10)


def _months(values: NDArray[np.float64], split: Callable[[NDArray[np.float64]], Parts]) -> set[tuple[int, int]] | None:
    """The year and month of each number, of which one is whole and the other decimals; None if one is no month."""
    year, month, off = split(values)
    known = (month >= 1) & (month <= 12) & (year >= _YEARS[0]) & (year <= _YEARS[1])
    fits = known & (np.abs(off) < _TOLERANCE)
    return {*zip(year.astype(int).tolist(), month.astype(int).tolist(), strict=True)} if fits.all() else None
