"""What is said of columns with one value, which distinguish rows only by where it is missing."""

from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Census, DateColumn, Rows
from hpsearch.data.inputs.preprocessing import Preprocessing
from hpsearch.text.listing import listed_columns


def remarks_on_constants(
    rows: Rows, kept: NDArray[np.intp], census: Census, marked: Collection[str] | None
) -> Iterator[str]:
    """Yield remarks on numbers and dates with one value in the rows that are `kept`, those with a target.

    `marked` are the columns with an input that says where a value is missing; None if none may have one.
    """
    if complete := [name for name in census.constant if name not in census.with_gaps]:
        yield f"the same value in every row of {listed_columns(complete)}: constant, ignored"
    some = [*census.with_gaps, *(dates.name for dates in rows.dates if _is_one_day(dates, kept))]
    if unmarked := [name for name in some if name not in (marked or ())]:
        remedy = "; data.missing: indicator makes an input that says where one is missing" if marked is None else ""
        yield f"the same value in all rows of {listed_columns(unmarked)} that have one: constant, ignored{remedy}"


def with_indicators(preprocessing: Preprocessing) -> frozenset[str]:
    """Return the columns with an input that says where a value is missing; that of dates stands for the first part."""
    of_dates = {parts.features[0]: parts.column for parts in preprocessing.dates}
    names = (preprocessing.scaled[place] for place in preprocessing.indicators)
    return frozenset(of_dates.get(name, name) for name in names)


def _is_one_day(column: DateColumn, kept: NDArray[np.intp]) -> bool:
    """Whether all dates are the same one, but for missing ones; a column without these is left out beforehand."""
    moments = column.moments[kept]
    there = moments[~np.isnat(moments)]
    return bool(there.size) and bool(there.min() == there.max())
