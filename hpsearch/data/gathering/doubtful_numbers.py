"""Remarks on numbers and dates that may be something else: marks of missing values, months, days."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.missing import NUMBER_MARKS
from hpsearch.data.gathering.digits_of_dates import (
    LEAST_DATE,
    may_be_digits_of_dates,
    may_be_digits_of_moments,
    remark_on_digits_of_dates,
    remark_on_digits_of_moments,
)
from hpsearch.data.gathering.gathered import Numbers
from hpsearch.data.gathering.input_columns import InputColumns
from hpsearch.data.gathering.likely_marks import likely_number, remark_on_dates, remark_on_numbers
from hpsearch.data.gathering.months import may_be_months, remark_on_months, sign_of_bare_numbers
from hpsearch.data.gathering.numbered_days import may_be_numbered_days, remark_on_numbered_days
from hpsearch.data.gathering.whole_numbers import written
from hpsearch.text.listing import all_of


def say_where_cells_may_be_missing(inputs: InputColumns) -> None:
    """Remark on numbers and dates that probably stand for a missing value, but are no mark of the config."""
    for name, known in inputs.known.items():
        if likely_number(known.low, known.high):
            values = _with_exact_marks(inputs, name, known)
            inputs.remarks.say(remark_on_numbers(values, known.stored), name)
    for column in inputs.dates:
        inputs.remarks.say(remark_on_dates(column.moments), column.name)


def say_where_numbers_may_be_dates(inputs: InputColumns) -> None:
    """Remark on numbers without a unit that are probably months or days of a calendar or of a year."""
    for name, known in inputs.known.items():
        sign = sign_of_bare_numbers(inputs.forms[name].form)
        if sign and may_be_months(known.low, known.high):
            inputs.remarks.say(remark_on_months(inputs.stored(name), inputs.pivots[name], sign), name)
        if sign and known.whole and known.high >= LEAST_DATE:
            inputs.remarks.say(_remark_on_days(inputs, name, known), name)
        if sign and may_be_numbered_days(known.low, known.high):
            values = np.concatenate([*inputs.stored(name)]).astype(np.float64) + inputs.pivots[name]
            inputs.remarks.say(remark_on_numbered_days(values[~np.isnan(values)], known.low, known.high), name)


def _remark_on_days(inputs: InputColumns, name: str, known: Numbers) -> str:
    """Return a sentence if all numbers are days or months, perhaps but for the least or the largest; else empty."""
    pivot, pieces = inputs.pivots[name], inputs.stored(name)
    others = [end for end in (known.low, known.high) if not may_be_digits_of_dates(end, end)]
    if others:
        stored = np.array(others, np.float64) - pivot
        pieces = (piece[~np.isin(piece, stored.astype(np.float32))] for piece in pieces)
    said = remark_on_digits_of_dates(pieces, pivot)
    if may_be_digits_of_moments(known.low, known.high):
        stored = np.concatenate([*inputs.stored(name)])
        return remark_on_digits_of_moments(stored[~np.isnan(stored)].astype(np.float64) + pivot, known.low)
    return f"{said}, and leave {all_of([*map(written, others)])} empty" if said and others else said


def _with_exact_marks(inputs: InputColumns, name: str, known: Numbers) -> NDArray[np.float64]:
    """Return the values of a column of numbers, the least, the largest and those that are often marks as they are.

    The others have the decimals that float32 keeps of them: stored less the pivot, 0 may come back as -6e-9.
    """
    stored, pivot = np.concatenate([*inputs.stored(name)]), inputs.pivots[name]
    values = stored.astype(np.float64) + pivot
    within = (mark for mark in NUMBER_MARKS if known.low < mark < known.high)
    exact = {np.float32(number - pivot): number for number in (*within, known.low, known.high)}
    others = ~np.isin(stored, [*exact]) & ~np.isnan(stored)
    if (largest := np.abs(stored[others]).max(initial=0)) > 0:
        values = np.round(values, int(-np.log10(np.spacing(largest)))) + 0.0
    for as_stored, number in exact.items():
        values[stored == as_stored] = number
    return values
