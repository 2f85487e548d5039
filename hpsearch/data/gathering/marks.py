"""The marks of missing values among the words of a column."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


def marks_of(codes: NDArray[np.int32], words: list[str], missing: Sequence[str]) -> dict[str, int]:
    """Return the number of cells that hold each mark."""
    if not missing:
        return {}
    counts = np.bincount(codes[codes >= 0], minlength=len(words))
    return {word: int(counts[words.index(word)]) for word in missing}


def without(codes: NDArray[np.int32], words: list[str], missing: Sequence[str]) -> tuple[NDArray[np.int32], list[str]]:
    """Return the column with code −1 where a word is a mark of missing values."""
    if not missing:
        return codes, words
    gone = {*missing}
    place = np.full(len(words) + 1, -1, np.int32)
    kept = [index for index, word in enumerate(words) if word not in gone]
    place[kept] = np.arange(len(kept))
    return place[codes], [words[index] for index in kept]


def row_of(codes: NDArray[np.int32], words: Sequence[str], row: Callable[[int], int]) -> Callable[[str], int]:
    """Return a function that returns the first row with a word; `row` returns which row is at a place, from 0.

    >>> row_of(np.array([0, 0, 1], np.int32), ["a", "b"], lambda place: place + 1)("b")
    3
    """
    return lambda word: row(int(np.argmax(codes == words.index(word))))
