"""Remarks on numbers and dates that may be something else: marks of missing values, months, days."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.gathering.digits_of_dates import may_be_digits_of_dates, remark_on_digits_of_dates
from hpsearch.data.gathering.gathered import Numbers
from hpsearch.data.gathering.input_columns import InputColumns
from hpsearch.data.gathering.likely_marks import likely_number, remark_on_dates, remark_on_numbers
from hpsearch.data.gathering.months import may_be_months, remark_on_months, sign_of_bare_numbers


def say_where_cells_may_be_missing(inputs: InputColumns) -> None:
    """Remark on numbers and dates that probably stand for a missing value, unless the config says what does."""
    if inputs.asked.marks is not None:
        return
    for name, known in inputs.known.items():
        if likely_number(known.low, known.high):
            values = _with_exact_ends(inputs, name, known)
            inputs.remarks.say(remark_on_numbers(values), name)
    for column in inputs.dates:
        inputs.remarks.say(remark_on_dates(column.moments), column.name)


def say_where_numbers_may_be_dates(inputs: InputColumns) -> None:
    """Remark on numbers without a unit that are probably months or days."""
    for name, known in inputs.known.items():
        sign = sign_of_bare_numbers(inputs.forms[name].form)
        if sign and may_be_months(known.low, known.high):
            inputs.remarks.say(remark_on_months(inputs.stored(name), inputs.pivots[name], sign), name)
        if sign and known.whole and may_be_digits_of_dates(known.low, known.high):
            inputs.remarks.say(remark_on_digits_of_dates(inputs.stored(name), inputs.pivots[name]), name)


def _with_exact_ends(inputs: InputColumns, name: str, known: Numbers) -> NDArray[np.float64]:
    """Return the values of a column of numbers, the least and the largest as they are.

    The others have the decimals that float32 keeps of them: stored less the pivot, 0 may come back as -6e-9.
    """
    stored = np.concatenate([*inputs.stored(name)])
    values = stored.astype(np.float64) + inputs.pivots[name]
    ends = [(end, stored == np.float32(end - inputs.pivots[name])) for end in (known.low, known.high)]
    between = np.abs(stored[~(ends[0][1] | ends[1][1] | np.isnan(stored))])
    if (largest := between.max(initial=0)) > 0:
        values = np.round(values, int(-np.log10(np.spacing(largest)))) + 0.0
    for end, at in ends:
        values[at] = end
    return values
