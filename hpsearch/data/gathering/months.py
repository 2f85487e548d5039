"""Numbers that are probably months: 4.2023 or 2023.04."""

from collections.abc import Iterable
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
    months: set[tuple[int, int]] = set()
    first = False
    for piece in pieces:
        values = np.unique(piece[~np.isnan(piece)]).astype(np.float64) + pivot
        first = bool((values < _YEARS[0]).any())
        found = _months(values, 1e4 if first else 1e2)
        if found is None:
            return None
        months |= found
    if len(months) < _FEWEST or (first and all(year % 10 == 0 for year, _ in months)):  # 4.2 may be a price
        return None
    year, month = min(months)
    written = f"{month}{decimal}{year}" if first else f"{year}{decimal}{month:02}"
    return written, f"{year}-{month:02}"


def _months(values: NDArray[np.float64], factor: float) -> set[tuple[int, int]] | None:
    """The year and month of each number, of which one is whole and the other decimals; None if one is no month."""
    whole = np.floor(values)
    times = (values - whole) * factor
    decimals = np.round(times)
    year, month = (decimals, whole) if factor > 1e2 else (whole, decimals)
    fits = (
        (month >= 1)
        & (month <= 12)
        & (year >= _YEARS[0])
        & (year <= _YEARS[1])
        & (np.abs(times - decimals) < _TOLERANCE)
    )
    return {*zip(year.astype(int).tolist(), month.astype(int).tolist(), strict=True)} if fits.all() else None
