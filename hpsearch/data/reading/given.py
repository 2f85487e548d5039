"""Convert Python rows to a frame."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hpsearch.data.forms.plain import LARGEST_WHOLE
from hpsearch.errors import DataError

Columns = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""A list of values for each column by name, or a dict for each row."""

EXPECTED = "expected a path, a DataFrame, an array of rows, a list with a dict for each row, or a dict of columns"


def frame_of(rows: Any, names: Sequence[str]) -> pd.DataFrame:
    """The rows as a frame; of no rows, one with the columns `names`. Raises DataError if they are none.

    >>> frame_of([{"age": 3, "town": "Zug"}, {"age": 4, "town": "Bern"}], ()).to_dict("list")
    {'age': [3, 4], 'town': ['Zug', 'Bern']}
    """
    if isinstance(rows, pd.DataFrame):
        return rows
    of_rows = isinstance(rows, list | tuple) and all(isinstance(row, Mapping) for row in rows)
    if of_rows and not rows:
        return pd.DataFrame(columns=list(names))
    if not of_rows and not isinstance(rows, Mapping):
        hint = "; a row alone is series.to_frame().T" if isinstance(rows, pd.Series) else ""
        raise DataError(f"new rows: a value of type {type(rows).__name__} is no table; {EXPECTED}{hint}")
    try:
        return _with_long_numbers(pd.DataFrame(rows), rows)
    except (ValueError, TypeError) as error:
        raise DataError(
            f"new rows: a dict of columns needs a list of values for each, all of one length ({error}); "
            "a row alone is [row]"
        ) from None


def _with_long_numbers(frame: pd.DataFrame, rows: Any) -> pd.DataFrame:
    """The frame of rows, with whole numbers as they are where pandas merged them as floats, because a cell is empty."""
    floats = frame.select_dtypes("float64")
    merged = floats.columns[(floats.abs() >= LARGEST_WHOLE).any()]
    if len(merged):
        frame[merged] = pd.DataFrame(rows, dtype=object)[merged]
    return frame
