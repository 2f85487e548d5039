"""Columns that alone predict the target: copies of it, codes of the class, dates that are set after the event."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.dataset import Dataset, Part
from hpsearch.data.inputs.source_values import values_by_column

ColumnValues = NDArray[np.float64]

_LEFT = 0.01
"""Share of the error without inputs that a column may leave to be told."""

_LEFT_BY_CHANCE = 0.05
"""Limit for the upper end of the 95 % interval of that share: three errors more than were found."""

_ROWS, _ROWS_BY_CLASS = 1_000, 100_000
"""Number of rows of each part that are used, and among which those of each class are chosen."""

_FREQUENT = 20
"""How many times as often as the middle one a value is there if it is frequent."""

_FEWEST_ROWS = 10
"""Smallest number of rows of a part."""


def leaking_columns(data: Dataset) -> tuple[str, ...]:
    """Return the columns of which each alone predicts the target, or one of several, nearly perfectly.

    What the train rows with the nearest value have is predicted for the dev rows, and what dev rows have for train.
    Classes count as if they were equally frequent, and of numbers only the order counts. A single column, and images,
    are not looked at.
    """
    there = [part.with_inputs for part in (data.train, data.dev)]
    if data.image or len(data.preprocessing.columns) < 2 or min(len(part.y) for part in there) < _FEWEST_ROWS:
        return ()
    chosen = [part.take(_looked_at(part, len(data.classes))) for part in there]
    columns = [values_by_column(data.preprocessing, part.x.T.astype(np.float64)) for part in chosen]
    targets = [part.y.reshape(len(part.y), -1).T for part in chosen]
    tells = _tells_classes if data.classes else _tells_order
    found = [
        name
        for (name, train), (_, dev) in zip(*columns, strict=True)
        if any(tells((train, dev), pair) for pair in zip(*targets, strict=True))
    ]
    return tuple(dict.fromkeys(found))


def _looked_at(part: Part, classes: int) -> NDArray[np.intp]:
    """Return independent rows: one of each group, not more than needed, and of each class equally many if there are."""
    rows = np.arange(len(part.y)) if part.group is None else np.sort(np.unique(part.group, return_index=True)[1])
    if not classes:
        return rows[:: -(-len(rows) // _ROWS) or 1]
    rows = rows[:: -(-len(rows) // _ROWS_BY_CLASS) or 1]
    rows = rows[np.argsort(part.y[rows], kind="stable")]
    counts, wanted = np.bincount(part.y[rows].astype(np.int64), minlength=classes), -(-_ROWS // classes)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen: NDArray[np.intp] = rows[within * wanted % np.repeat(counts, counts) < wanted]  # evenly spaced
    return chosen


def _tells_classes(values: tuple[ColumnValues, ColumnValues], y: tuple[NDArray[Any], NDArray[Any]]) -> bool:
    """Whether a column leaves few errors of always answering the largest class, by more than chance."""
    wrong = without = 0
    for known, asked in ((0, 1), (1, 0)):
        found, of, times = np.unique(values[known], return_inverse=True, return_counts=True)
        labels = y[known].astype(np.int64)
        pairs, counts = np.unique(of * (1 + labels.max()) + labels, return_counts=True)
        pairs = pairs[np.argsort(counts, kind="stable")]
        most = np.empty(len(found), np.int64)
        most[pairs // (1 + labels.max())] = pairs % (1 + labels.max())  # of equal places the last, most frequent, stays
        wrong += int(np.count_nonzero(most[_nearest(found, times, values[asked])] != y[asked]))
        without += len(y[asked]) - int(np.bincount(y[asked].astype(np.int64)).max())
    return wrong <= _LEFT * without and wrong + 3 <= _LEFT_BY_CHANCE * without


def _nearest(ascending: ColumnValues, times: NDArray[np.intp], values: ColumnValues) -> NDArray[np.intp]:
    """Return the index in `ascending` of each of `values`, or else of the nearest one that is not frequent.

    `times` says how often each is there. A frequent value may stand for cells without a number, and has no neighbours.
    """
    places = np.flatnonzero(times <= _FREQUENT * np.median(times))
    few = ascending[places]
    above = np.minimum(np.clip(np.searchsorted(few, values), 1, max(1, len(few) - 1)), len(few) - 1)
    below = np.maximum(above - 1, 0)
    near = places[np.where(values - few[below] <= few[above] - values, below, above)]
    same = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    return np.where(ascending[same] == values, same, near)


def _tells_order(values: tuple[ColumnValues, ColumnValues], y: tuple[NDArray[Any], NDArray[Any]]) -> bool:
    """Whether a column leaves little of the variance of the target's ranks."""
    every = np.sort(np.concatenate(y))
    ranks = [np.searchsorted(every, each) + np.searchsorted(every, each, side="right") for each in y]
    left = without = 0.0
    for known, asked in ((0, 1), (1, 0)):
        found, of = np.unique(values[known], return_inverse=True)
        means = np.bincount(of, ranks[known]) / np.bincount(of)
        left += float(np.square(np.interp(values[asked], found, means) - ranks[asked]).sum())
        without += float(np.square(ranks[asked] - ranks[asked].mean()).sum())
    return left <= _LEFT * without and without > 0
