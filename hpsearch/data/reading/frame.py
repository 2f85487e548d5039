"""Turn a pandas DataFrame into a SourceTable, without its index."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from hpsearch.data.columns import bare_names, rows_at_once
from hpsearch.data.forms.sign_free import is_number_by_type, sign_free
from hpsearch.data.reading.kinds import spelled
from hpsearch.data.reading.objects import dates_as_arrow, refuse_several_kinds, without_signals
from hpsearch.data.reading.table import LISTS, WITHOUT_TEXT, Cells, RowBatch, SourceTable
from hpsearch.errors import DataError
from hpsearch.text.listing import listed

if TYPE_CHECKING:
    import pandas as pd

FRAME_SOURCE = "DataFrame"
"""How messages name a source that is a DataFrame."""


def read_frame(frame: "pd.DataFrame", source: str = FRAME_SOURCE) -> SourceTable:
    """The table that the frame is. Raises DataError if two columns have one name."""
    if frame.columns.nlevels > 1:
        raise DataError(
            f"{source}: column names have {frame.columns.nlevels} levels; expected one, "
            "such as frame.columns = ['_'.join(name) for name in frame.columns]"
        )
    import pandas as pd  # noqa: PLC0415  # imported already where there is a frame

    names = bare_names(frame.columns, source)
    categorical = (isinstance(dtype, pd.CategoricalDtype) for dtype in frame.dtypes)
    return SourceTable(
        source=source,
        names=names,
        batches=partial(_batches, frame, names, source, _by_its_own_clock),
        categorical=tuple(compress(names, categorical)),
        in_utc=partial(_batches, frame, names, source, _in_utc),
        remarks=tuple(_remarks_on_index(frame)),
    )


def _remarks_on_index(frame: "pd.DataFrame") -> Iterator[str]:
    """What is said of row labels that somebody gave a name."""
    named = [str(name) for name in frame.index.names if name is not None]
    if named:
        yield f"left out the index {listed(named)}: row labels of pandas; frame.reset_index() makes columns of them"


def _batches(
    frame: "pd.DataFrame",
    every: tuple[str, ...],
    source: str,
    zoneless: Callable[[Any], Any],
    names: Sequence[str],
    *,
    text: Collection[str] = (),  # noqa: ARG001  # what is text is so by its type
) -> Iterator[RowBatch]:
    places = {name: every.index(name) for name in names}
    whole = {name: _cells(frame.iloc[:, place], name, source, zoneless) for name, place in places.items()}
    size = max(rows_at_once(len(every)), 256)
    for start in range(0, len(frame), size):
        yield {name: cells.some(start, size) for name, cells in whole.items()}


def _cells(values: "pd.Series[Any]", name: str, source: str, zoneless: Callable[[Any], Any]) -> Cells:
    """The column as Arrow has it; objects of several types as text, periods as the dates when they begin."""
    import pandas as pd  # noqa: PLC0415  # imported already where there is a frame
    import pyarrow as pa  # noqa: PLC0415  # 0.1 s: only where there is a frame

    if isinstance(values.dtype, pd.SparseDtype):
        values = pd.Series(values.to_numpy())  # Arrow would make words of its numbers
    if isinstance(values.dtype, pd.PeriodDtype):
        values = values.dt.to_timestamp()
    if values.dtype == object:
        values = without_signals(values)
    spelling: dict[str, str] = {}
    typed: dict[str, str] = {}
    ahead = None
    try:
        of_time = refuse_several_kinds(values) if values.dtype == object else ""
        dates = dates_as_arrow(values, zoneless) if of_time == "dates" else None
        array, ahead = dates or (pa.Array.from_pandas(values), None)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        objects = [None if missing else _known(value) for value, missing in zip(values, values.isna(), strict=True)]
        spelling = {sign_free(value): spelled(value) for value in objects if is_number_by_type(value)}
        typed = {_as_text(value): kind for value in objects if (kind := _kind_of_object(value))}
        try:
            array = pa.array([*map(_written, objects)], pa.string())
        except UnicodeEncodeError as error:
            raise DataError(
                f"{source}: column {name!r} holds half a character (a lone surrogate); store Unicode text"
            ) from error
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return Cells(array, spelling=spelling, typed=typed, ahead=ahead)


def _by_its_own_clock(value: Any) -> Any:
    """Return a moment as the clock of its time zone shows it."""
    return value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value


def _in_utc(value: Any) -> Any:
    """Return a moment as a clock in UTC shows it."""
    return _by_its_own_clock(value.astimezone(dt.UTC) if getattr(value, "tzinfo", None) else value)


def _known(value: Any) -> Any:
    """An object as Arrow has a column of such: periods as the dates when they begin, durations as Python's."""
    if type(value).__name__ == "Period":
        return value.to_timestamp()
    return value.astype("m8[us]").item() if isinstance(value, np.timedelta64) else value


def _kind_of_object(value: Any) -> str:
    """The kind by its type of an object that is no text and no number; empty for other objects."""
    kinds: dict[str, Any] = {
        "dates": (dt.date, np.datetime64),
        "times of day": dt.time,
        "durations": dt.timedelta,
        LISTS: (list, tuple, set, frozenset, dict, np.ndarray),
        "UUIDs": UUID,
    }
    if type(value).__name__ == "Interval":
        return "intervals"
    of: Any = type(value)
    if of.__str__ is object.__str__ and of.__repr__ is object.__repr__:
        return WITHOUT_TEXT
    return next((kind for kind, types in kinds.items() if isinstance(value, types)), "")


def _written(value: Any) -> str | None:
    if value is None:
        return None
    return sign_free(value) if is_number_by_type(value) else _as_text(value)


def _as_text(value: Any) -> str:
    """An object as text; a set in the order of its elements as text, as their own order differs between processes."""
    return f"{{{', '.join(sorted(map(repr, value)))}}}" if isinstance(value, set | frozenset) else str(value)
