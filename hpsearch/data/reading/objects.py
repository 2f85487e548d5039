"""Objects in a column of a frame that Arrow or pandas misread: numbers beside dates, dates of several types, sNaN."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_KINDS: dict[str, tuple[type, ...]] = {
    "dates": (dt.date, np.datetime64),
    "times of day": (dt.time,),
    "durations": (dt.timedelta, np.timedelta64),
    "UUIDs": (UUID,),
}


def without_signals(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return the objects without Decimal("sNaN"), on which pandas raises an error when it looks for missing values."""
    import pandas as pd  # noqa: PLC0415  # imported already where there is a frame

    if Decimal not in {*map(type, values)}:
        return values
    return pd.Series([None if isinstance(each, Decimal) and each.is_nan() else each for each in values], dtype=object)


def refuse_several_kinds(values: "pd.Series[Any]") -> str:
    """Return the kind of the objects that are no text and no numbers, empty without such objects.

    Raises TypeError if there are others beside them: Arrow takes the number 3 behind a date for one of 1970.
    """
    if not any(map(_kind, {*map(type, values)})):
        return ""
    kinds = {_kind(each) for each in {*map(type, values[values.notna()])}}
    if len(kinds) > 1:
        raise TypeError("objects of several kinds")
    return kinds.pop() if kinds else ""


def _kind(of: type) -> str:
    return next((kind for kind, types in _KINDS.items() if issubclass(of, types)), "")


def dates_as_arrow(
    values: "pd.Series[Any]", zoneless: Callable[[Any], Any]
) -> "tuple[pa.Array, pa.Array | None] | None":
    """Objects that are dates, with their offsets from UTC, in minutes, if some have a time zone.

    None if all are of one type without a time zone, as Arrow reads them. Of several types it would make those of the
    first: days without their hours, or moments in one time zone. Raises TypeError for dates beyond the year 9999.
    """
    import pyarrow as pa  # noqa: PLC0415  # imported already where there is a frame

    present = values[values.notna()]
    zoned = any(getattr(value, "tzinfo", None) is not None for value in present)
    if not zoned and len({*map(type, present)}) < 2:
        return None
    moments = [None if missing else _moment(value) for value, missing in zip(values, values.isna(), strict=True)]
    array = pa.array([value if value is None else zoneless(value) for value in moments], pa.timestamp("us"))
    return array, pa.array([*map(_minutes_ahead, moments)], pa.float64()) if zoned else None


def _moment(value: Any) -> dt.datetime:
    """A date as the moment when it begins."""
    if isinstance(value, np.datetime64):
        value = value.astype("M8[us]").item()
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  # by its own clock


def _minutes_ahead(value: dt.datetime | None) -> float | None:
    """How far the clock of a moment's time zone is ahead of UTC; None without a time zone."""
    offset = None if value is None else value.utcoffset()
    return None if offset is None else offset.total_seconds() / 60
