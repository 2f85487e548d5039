"""Columns of new rows in which all cells are empty, whatever their type: pandas has floats or dates there, all NaN."""

from hpsearch.data.reading.table import Cells
from hpsearch.records import replace


def without_type_if_empty(cells: Cells) -> Cells:
    """Return the cells as ones of no type, if there are some and all of them are missing.

    >>> import pyarrow as pa
    >>> [str(without_type_if_empty(Cells(pa.array(values))).values.type) for values in ([float("nan")], [None, 1.0])]
    ['null', 'double']
    """
    import pyarrow as pa  # noqa: PLC0415  # imported already where there are cells
    import pyarrow.compute as pc  # noqa: PLC0415

    values = cells.values
    missing = values.null_count
    if pa.types.is_floating(values.type) and missing < len(values):
        missing += pc.sum(pc.is_nan(values)).as_py() or 0
    return replace(cells, values=pa.nulls(len(values)), numbers=None) if missing == len(values) > 0 else cells
