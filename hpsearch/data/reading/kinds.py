"""Detect the kind of an Arrow array, and convert it to the few types that the reader uses."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsearch.data.forms.plain import LARGEST_WHOLE
from hpsearch.data.gathering.whole_numbers import written

if TYPE_CHECKING:
    import pyarrow as pa

BLANKS = " \t"
"""Blanks that are removed around words, from any source."""


def kind_of(of: "pa.DataType") -> str:
    """`text`, `numbers`, `booleans`, `dates`, `times of day`, `intervals`, `nothing`, or what else a column holds."""
    from pyarrow import types  # noqa: PLC0415  # imported already where there are arrays

    if types.is_dictionary(of):
        return kind_of(of.value_type)
    if types.is_string(of) or types.is_large_string(of) or types.is_string_view(of):
        return "text"
    if types.is_boolean(of):
        return "booleans"
    if types.is_integer(of) or types.is_floating(of) or types.is_decimal(of):
        return "numbers"
    if types.is_timestamp(of) or types.is_date(of):
        return "dates"
    others = {
        "times of day": types.is_time,
        "durations": types.is_duration,
        "intervals": _are_intervals,
        "nothing": types.is_null,
    }
    return next((kind for kind, fits in others.items() if fits(of)), f"{of} values")


def _are_intervals(of: "pa.DataType") -> bool:
    """Whether this is what pandas.cut gives."""
    return getattr(of, "extension_name", "") == "pandas.interval"


def cells_as_text(values: "pa.Array") -> "pa.Array":
    """The cells as they would be written: a number without needless decimals, words without blanks beside them."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    kind = kind_of(values.type)
    if kind == "text":
        return pc.utf8_trim(values.cast(pa.string()), characters=BLANKS)
    if kind != "booleans" and not _may_have_decimals(values):
        return values.cast(pa.string())
    texts = [None if value is None or value != value else spelled(value) for value in values.to_pylist()]  # noqa: PLR0124
    return pa.array(texts, pa.string())


def _may_have_decimals(values: "pa.Array") -> bool:
    from pyarrow import types  # noqa: PLC0415

    return any(fits(values.type) for fits in (types.is_floating, types.is_decimal, types.is_dictionary))


def spelled(value: Any) -> str:
    """A number, or true or false, as a word.

    >>> spelled(3.0), spelled(Decimal("0.50")), spelled(True)
    ('3', '0.5', 'True')
    """
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return written(float(value)) if isinstance(value, float | np.floating) else str(value)


def as_numbers(values: "pa.Array") -> "pa.Array":
    """Numbers, booleans and times of day as float64; hours since midnight for the last."""
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_time(values.type):
        micros = values.cast(pa.time64("us")).cast(pa.int64())
        return pa.array(_filled(micros) / 3.6e9, from_pandas=True)
    if pa.types.is_duration(values.type):
        return pa.array(_filled(values.cast(pa.duration("us"), safe=False).cast(pa.int64())) / 3.6e9, from_pandas=True)
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    if pa.types.is_decimal(values.type):
        values = values.cast(pa.string())  # Arrow's division is one bit off
    return values.cast(pa.float64(), safe=False)


def stored_as(of: "pa.DataType") -> np.dtype[Any]:
    """The type of NumPy that has the same numbers: float16 or float32, or float64 for all others."""
    from pyarrow import types  # noqa: PLC0415

    if types.is_dictionary(of):
        return stored_as(of.value_type)
    return np.dtype(np.float16 if types.is_float16(of) else np.float32 if types.is_float32(of) else np.float64)


def as_moments(values: "pa.Array") -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Dates as microseconds, by the clock of their own time zone."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_timestamp(values.type) and values.type.tz is not None:
        values = pc.local_timestamp(values)
    return as_instants(values)


def as_instants(values: "pa.Array") -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Dates as microseconds in UTC, where they have a time zone."""
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    moments: np.ndarray[Any, np.dtype[np.datetime64]] = (
        values.cast(pa.timestamp("us"), safe=False).to_numpy(zero_copy_only=False).astype("datetime64[us]")
    )
    return moments


def are_codes(values: "pa.Array") -> bool:
    """Whether these are whole numbers too long for a float64 of their own."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    whole = pa.types.is_integer(values.type) or (pa.types.is_decimal(values.type) and values.type.scale == 0)
    if not whole:
        return False
    ends = pc.min_max(values).as_py()
    return ends["min"] is not None and max(abs(ends["min"]), abs(ends["max"])) >= LARGEST_WHOLE


def _filled(values: "pa.Array") -> np.ndarray[Any, np.dtype[np.float64]]:
    filled: np.ndarray[Any, np.dtype[np.float64]] = values.to_numpy(zero_copy_only=False).astype(np.float64)
    return filled
