"""Draw the rows of large parts that get inputs, if a sample is enough."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Rows
from hpsearch.data.inputs.fitted_on import drawn

RowPlaces = NDArray[np.intp]


def drawn_places(rows: Rows, parts: Sequence[RowPlaces], sample: int | None) -> list[RowPlaces | None]:
    """Return the rows that are drawn of each part with more rows than `sample`, ascending; None for all rows.

    `parts` has the positions of each part's rows in the source, the training part first. For the training part, rows
    are added so that each column has a value in the sample, and a gap if it has one in the whole part, so that remarks
    about columns are true for all rows. The blocks of `rows` must be a list.
    """
    found = [None if sample is None or len(part) <= sample else drawn(len(part), sample) for part in parts]
    if found[0] is not None and (telling := [*_telling(rows, parts[0])]):
        found[0] = np.union1d(found[0], np.array(telling, np.intp))
    return found


def _telling(rows: Rows, part: RowPlaces) -> Iterator[int]:
    """Yield a part's first row with a value, and its first with a gap, for each column of numbers or dates."""
    for column in _with_gaps(rows):
        missing = np.isnan(np.concatenate([block[:, column] for block in rows.blocks])[part])
        yield from (int(missing.argmax()), int(missing.argmin()))
    for date in rows.dates:
        missing = np.isnat(date.moments[part])
        yield from (int(missing.argmax()), int(missing.argmin()))


def _with_gaps(rows: Rows) -> list[int]:
    """Return the indices of numeric columns with missing values."""
    perhaps = {column.name for column in rows.form.columns if column.gaps}
    places = np.array([place for place, name in enumerate(rows.numeric) if name in perhaps], np.intp)
    gaps = np.zeros(places.size, bool)
    if places.size:
        for block in rows.blocks:
            gaps |= np.isnan(block[:, places]).any(axis=0)
    found: list[int] = places[gaps].tolist()
    return found
