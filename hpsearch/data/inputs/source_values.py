"""The values of a table's columns, as they can be told from the network's inputs."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.data.inputs.preprocessing import Preprocessing


def words_of(preprocessing: Preprocessing) -> Iterator[tuple[OneHot, slice]]:
    """Yield each column of words with the indices of its inputs."""
    start = len(preprocessing.features) - sum(len(group.features) for group in preprocessing.one_hot)
    for group in preprocessing.one_hot:
        yield group, slice(start, start + len(group.features))
        start += len(group.features)


def increasing_numbers(preprocessing: Preprocessing, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one value for each number or part of a date, (rows, numbers), that increases with it.

    `inputs` are (rows, n_x). With bins, the value is the sum of a number's inputs.
    """
    if preprocessing.bins is None:
        return inputs[:, : len(preprocessing.scaled)]
    values, end = np.empty((len(inputs), len(preprocessing.bins.edges))), 0
    for number, edges in enumerate(preprocessing.bins.edges):
        start, end = end, end + len(edges) - 1
        values[:, number] = inputs[:, start:end].sum(axis=1)
    return values


def values_by_column(
    preprocessing: Preprocessing, inputs: NDArray[np.float64]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield the name and the values, (rows,), of each number, part of a date, and column of words.

    `inputs` are (rows, n_x). The name is that of the column in the table; words are numbered.
    """
    dates = (parts.column for parts in preprocessing.dates for _ in parts.features)
    yield from zip((*preprocessing.numeric, *dates), increasing_numbers(preprocessing, inputs).T, strict=True)
    for group, places in words_of(preprocessing):
        yield group.column, inputs[:, places] @ np.arange(1.0, 1 + len(group.features))
