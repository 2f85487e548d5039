"""Columns of pandas' periods in Parquet files, which store the number of periods since 1970 and their length."""

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = "pandas.period"
_MISSING = np.iinfo(np.int64).min
"""What pandas has in place of a missing period."""


def length_of_periods(field: "pa.Field") -> str:
    """Return the length of the periods that a column holds, such as M for months; empty if it holds no periods.

    Arrow knows their type only once pandas has made it known; before that it is in the metadata of the column.
    """
    about = field.metadata or {}
    if about.get(b"ARROW:extension:name") == _NAME.encode():
        return str(json.loads(about[b"ARROW:extension:metadata"])["freq"])
    return str(field.type.freq) if getattr(field.type, "extension_name", "") == _NAME else ""


def storage_of(values: "pa.Array") -> Any:
    """Return the numbers of an array of periods, whose type may be known or not."""
    return getattr(values, "storage", values)


def beginnings(values: "pa.Array", length: str) -> Any:
    """Return the moments at which periods of this length begin, as those of a DataFrame are read."""
    import pandas as pd  # noqa: PLC0415  # 0.4 s: only where there are periods
    import pyarrow as pa  # noqa: PLC0415  # imported already where there are arrays

    numbers = storage_of(values).fill_null(_MISSING).to_numpy(zero_copy_only=False)
    periods = pd.PeriodIndex(pd.arrays.PeriodArray(numbers, dtype=pd.PeriodDtype(length)))
    return pa.array(periods.to_timestamp().to_numpy().astype("datetime64[us]"))
