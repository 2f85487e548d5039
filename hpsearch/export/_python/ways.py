"""The different preprocessings of an exported program's networks, each once."""

from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np

from hpsearch.data import Preprocessing
from hpsearch.data.inputs.stored_form import to_arrays
from hpsearch.errors import UsageError
from hpsearch.records import Record


class Ways(Record):
    """Preprocessings of the same columns and target; names in the program that belong to one end with its mark."""

    each: tuple[Preprocessing, ...]

    @classmethod
    def of(cls, every: Sequence[Preprocessing]) -> Self:
        """Return the distinct ones of `every`. Raises UsageError if they read columns or the target differently."""
        found: list[Preprocessing] = []
        for preprocessing in every:
            if _reading(preprocessing) != _reading(every[0]):
                raise UsageError("--to python writes networks that read the same columns alike, and these do not")
            if not any(_same(preprocessing, known) for known in found):
                found.append(preprocessing)
        return cls(tuple(found))

    def __iter__(self) -> Iterator[tuple[Preprocessing, str]]:
        return zip(self.each, map(mark_of, range(len(self.each))), strict=True)

    def mark(self, preprocessing: Preprocessing) -> str:
        """Return the mark of a preprocessing."""
        return next(mark for way, mark in self if _same(way, preprocessing))


def mark_of(place: int) -> str:
    """Return the suffix of the names at a place: none for the first, then 2, 3 and so on, as in x, x2, x3."""
    return str(place + 1) if place else ""


def _reading(preprocessing: Preprocessing) -> tuple[object, ...]:
    form = preprocessing.form.as_json()
    return preprocessing.columns, form, preprocessing.targets, preprocessing.classes, preprocessing.kind


def _same(one: Preprocessing, other: Preprocessing) -> bool:
    if one is other:
        return True
    (arrays, rest), (others, other_rest) = to_arrays(one), to_arrays(other)
    return rest == other_rest and all(np.array_equal(arrays[name], others.get(name, ())) for name in arrays)
