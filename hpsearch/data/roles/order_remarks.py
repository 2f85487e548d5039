"""What is remarked on the column by which rows are ordered: marks of missing values, months and days among numbers."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data.forms.dates import Clock
from hpsearch.data.forms.kinds import CellForm
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.gathering.digits_of_dates import (
    digits_of_most_dates,
    may_be_digits_of_dates,
    remark_on_digits_of_dates,
)
from hpsearch.data.gathering.likely_marks import remark_on_numbers
from hpsearch.data.gathering.months import may_be_months, remark_on_months, sign_of_bare_numbers
from hpsearch.data.gathering.numbered_days import may_be_numbered_days, remark_on_numbered_days
from hpsearch.data.gathering.whole_numbers import written
from hpsearch.text.listing import listed

_WITHIN: Mapping[tuple[float, float], str] = {
    (1, 12): "months of several years",
    (1, 31): "days of several months",
    (1, 52): "weeks of several years",
    (1, 53): "weeks of several years",
    (0, 23): "hours of several days",
}
"""What the whole numbers from one to another may be, if all of them are there."""

_LEAST_WITHOUT_POINT = 190_001
"""Days and months with a point behind the year are less, and before all others."""


def remarks_on_numbers_in_order(
    values: NDArray[np.float64], form: CellForm, stored: DTypeLike = np.float64
) -> Iterator[str | Proposal | None]:
    """Yield sentences on numbers, NaN where one is missing, that do not follow each other as things happened.

    4.2023 is before 5.2022 as a number, and -9999 before all others.
    """
    present = values[~np.isnan(values)]
    if not present.size:
        return
    yield remark_on_numbers(present, stored)
    if said := _remark_on_what_repeats(present, form):
        yield said
    low, high = float(present.min()), float(present.max())
    sign = sign_of_bare_numbers(form)
    if sign and may_be_months(low, high):
        yield remark_on_months([present], 0.0, sign)
    if sign and low < _LEAST_WITHOUT_POINT <= high and may_be_numbered_days(low, high):
        yield remark_on_numbered_days(present, low, high)
    if sign and may_be_digits_of_dates(low, high) and (said := remark_on_digits_of_dates([present], 0.0)):
        yield said
    elif sign:
        yield _remark_on_most(present)


def _remark_on_what_repeats(present: NDArray[np.float64], form: CellForm) -> str:
    """Return a sentence if the numbers may be months, hours and the like, which begin again; empty if they are not."""
    different = np.unique(present)
    ends = float(different[0]), float(different[-1])
    if isinstance(form, Clock):
        what = "times of day may be those of several days"
    elif sign_of_bare_numbers(form) and ends in _WITHIN and np.array_equal(different, np.arange(ends[0], ends[1] + 1)):
        what = f"numbers from {ends[0]:g} to {ends[1]:g} may be {_WITHIN[ends]}"
    else:
        return ""
    return f"{what}, whose rows would be mixed; name a column of dates" if different.size < present.size else ""


def _remark_on_most(present: NDArray[np.float64]) -> str:
    """Return a sentence if most numbers, but not all, are days or months: 99991231 and 202013 are none; else empty."""
    different = np.unique(present)
    dates = digits_of_most_dates(different)
    said = remark_on_digits_of_dates([different[dates]], 0.0) if dates.any() else ""
    others = [written(float(number)) for number in different[~dates]]
    return f"{said}; correct {listed(others)}, or leave the rows out" if said and others else ""
