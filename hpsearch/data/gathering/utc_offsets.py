"""How far the clocks of dates are ahead of UTC, in minutes; NaN for a date without a time zone."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.dates import ZONE, utc_offset
from hpsearch.data.reading.kinds import as_instants, as_moments
from hpsearch.data.reading.table import Cells

Offsets = NDArray[np.float64]


def offsets_of_words(words: Sequence[str]) -> Offsets:
    """Those of dates as text.

    >>> offsets_of_words(["2024-03-05 10:00+01:00", "2024-03-05 10:00Z", "2024-03-05"]).tolist()
    [60.0, 0.0, nan]
    """
    return np.array([utc_offset(word) if ":" in word and ZONE.search(word) else np.nan for word in words])


def offsets_in(cells: Cells) -> Offsets:
    """Those of cells that are dates, NaN where one is missing."""
    import pyarrow as pa  # noqa: PLC0415  # imported already where there are arrays

    if cells.ahead is not None:
        return np.asarray(cells.ahead.to_numpy(zero_copy_only=False), np.float64)
    values = cells.values
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if not pa.types.is_timestamp(kind) or kind.tz is None:
        return np.full(len(values), np.nan)
    ahead: Offsets = np.rint((as_moments(values) - as_instants(values)) / np.timedelta64(1, "m"))
    return ahead


def distinct(offsets: Iterable[Offsets]) -> tuple[int, ...]:
    """The different offsets, ascending; none if no date has one."""
    found = np.unique(np.concatenate([np.unique(each) for each in offsets] or [np.empty(0)]))
    return tuple(int(minutes) for minutes in found if not np.isnan(minutes))
