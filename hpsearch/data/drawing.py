"""Which rows of large parts get inputs, where a sample says enough."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Rows
from hpsearch.data.fitted_on import drawn

RowPlaces = NDArray[np.intp]


def drawn_places(rows: Rows, parts: Sequence[RowPlaces], sample: int | None) -> list[RowPlaces | None]:
    """Of each part with more rows than `sample`, which of its rows are drawn, ascending; None: all of them.

    `parts` has the places in the source of each part's rows, the training part first. Of this one so many rows more
    are taken that each column has a value there, and a gap, if it has one in the whole training part: what is then
    said of columns is true of all rows. The blocks of `rows` must be a list.
    """
    found = [None if sample is None or len(part) <= sample else drawn(len(part), sample) for part in parts]
    if found[0] is not None:
        found[0] = np.union1d(found[0], np.array([*_telling(rows, parts[0])], np.intp))
    return found


def _telling(rows: Rows, part: RowPlaces) -> Iterator[int]:
    """The first row of a part with a value, and the first with a gap, of each column of numbers or dates with gaps."""
    for column in _with_gaps(rows):
        missing = np.isnan(np.concatenate([block[:, column] for block in rows.blocks])[part])
        yield from (int(missing.argmax()), int(missing.argmin()))
    for date in rows.dates:
        missing = np.isnat(date.moments[part])
        yield from (int(missing.argmax()), int(missing.argmin()))


def _with_gaps(rows: Rows) -> list[int]:
    """The columns of numbers where a value is missing, by their places."""
    perhaps = {column.name for column in rows.form.columns if column.gaps}
    places = np.array([place for place, name in enumerate(rows.numeric) if name in perhaps], np.intp)
    gaps = np.zeros(places.size, bool)
    if places.size:
        for block in rows.blocks:
            gaps |= np.isnan(block[:, places]).any(axis=0)
    found: list[int] = places[gaps].tolist()
    return found
