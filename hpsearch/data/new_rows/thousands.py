"""Numbers of new rows that were read with three decimals, which may be thousands: 45.000."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.form import ColumnForm
from hpsearch.data.forms.three_decimals import with_three_decimals
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.reading.arrow import filled_numbers
from hpsearch.data.reading.kinds import cells_as_text
from hpsearch.data.reading.plain_batch import PlainBatch


def may_be_thousands(rows: NewRows, column: ColumnForm, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows have such a cell; `values` are what the cells were read as, (rows,), NaN where one is missing."""
    import pyarrow.compute as pc  # noqa: PLC0415  # imported already where there are arrays

    none = np.zeros(rows.count, bool)
    parsed = isinstance(rows.cells, PlainBatch) and column.name in rows.cells.places
    if parsed or rows.kind(column.name) != "text":
        return none
    texts = cells_as_text(rows.cells[column.name].values)
    if not pc.any(pc.match_substring_regex(texts, "[.,][0-9]{3}")).as_py():
        return none
    distinct = pc.dictionary_encode(texts)
    words = distinct.dictionary.to_pylist()
    found = np.array([*with_three_decimals(words, rows.signs.form(column.form)), False])
    return np.asarray(found[filled_numbers(distinct.indices, -1)] & ~np.isnan(values))
