"""A column of words as inputs of zeros and ones."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import TextColumn
from hpsearch.data.reading.kinds import BLANKS
from hpsearch.records import Record


class OneHot(Record):
    """An input for each category, one that all rarer words share, and one for "missing" if that occurred in training.

    `others` are words of the training part, without an input of their own.
    """

    column: str
    categories: tuple[str, ...]
    missing: bool
    others: bool = False

    @classmethod
    def fit(
        cls, text: TextColumn, rows: NDArray[np.intp], levels: int, weights: NDArray[np.float64] | None = None
    ) -> Self:
        """The most frequent words in `rows`, of equally frequent ones the first in the alphabet; sorted.

        With `weights` of the rows, (rows,), frequencies are sums of weights.
        """
        counts = np.bincount(text.codes[rows] + 1, weights, minlength=len(text.categories) + 1)
        seen = np.flatnonzero(counts[1:])
        frequent = sorted(seen.tolist(), key=lambda code: (-float(counts[1 + code]), text.categories[code]))
        categories = sorted(text.categories[code] for code in frequent[:levels])
        return cls(text.name, tuple(categories), bool(counts[0]), len(frequent) > levels)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the inputs."""
        words = tuple(f"{self.column}={category}" for category in self.categories)
        others = (f"{self.column} is another word",) if self.others else ()
        missing = (f"{self.column} is missing",) if self.missing else ()
        return (*words, *others, *missing)

    @property
    def places(self) -> dict[str, int]:
        """The input of each word, without surrounding blanks, which earlier versions kept."""
        pairs = [(category, index) for index, category in enumerate(self.categories)]
        return {category.strip(BLANKS): index for category, index in pairs} | dict(pairs)

    def write(self, text: TextColumn, rows: NDArray[np.intp], out: NDArray[np.float32]) -> None:
        """Set the ones in `out`, zeros of shape (rows, inputs); words new since training are rare, or none."""
        place = self.places
        other = len(self.categories) if self.others else -1
        missing = len(self.features) - 1 if self.missing else -1
        lookup = np.array([place.get(word, other) for word in text.categories] + [missing])
        inputs = lookup[text.codes[rows]]  # code −1, missing, finds the last
        known = np.flatnonzero(inputs >= 0)
        out[known, inputs[known]] = 1
