"""What is true of the rows that are judged, and how much each counts."""

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record

Values = NDArray[np.float64]
"""One number a model, (models,)."""


class Need(StrEnum):
    """What must be among the rows for a metric to have a value."""

    NOTHING = "nothing"
    EVERY_CLASS = "a row of every class"
    TWO_CLASSES = "rows of two classes"
    POSITIVE = "a row of the positive class"
    VARIATION = "two different values"


class Actual(Record, eq=False):
    """What is true of the rows, (m,): classes from 0, or numbers where `classes` is 0, (m, targets) of several targets.

    `positive` is the class, of two, that F1 and the like judge. `weights`, (m,), say how much each row counts.
    """

    y: NDArray[Any]
    classes: int = 0
    positive: int = 1
    weights: Values | None = None

    def mean(self, each: NDArray[Any]) -> Values:
        """The mean over the rows of `each`, (models, m) or (models, targets, m), weighted if there are weights."""
        if self.weights is None:
            means: Values = each.sum(axis=-1, dtype=np.float64) / each.shape[-1]
            return means
        weighted: Values = (each * self.weights).sum(axis=-1) / self.weights.sum()
        return weighted

    @property
    def variance(self) -> Values:
        """The mean squared distance of the numbers from their mean, (1,), or of each of several targets, (targets,)."""
        numbers = np.atleast_2d(self.y.T)
        if self.weights is None:
            return np.array([np.var(each, dtype=np.float64) for each in numbers])
        numbers = numbers.astype(np.float64)
        return self.mean(np.square(numbers - self.mean(numbers)[:, None]))

    @property
    def present(self) -> NDArray[np.bool_]:
        """Whether there is a row of each class, (classes,)."""
        rows = np.bincount(self.y.astype(np.int64), self.weights, minlength=self.classes)
        return np.asarray(rows > 0)

    def has(self, need: Need) -> bool:
        """Whether the rows have what a metric needs."""
        match need:
            case Need.EVERY_CLASS:
                return bool(self.present.all())
            case Need.TWO_CLASSES:
                return int(np.count_nonzero(self.present)) > 1
            case Need.POSITIVE:
                return self.classes != 2 or bool(self.present[self.positive])
            case Need.VARIATION:
                counting = self.y if self.weights is None else self.y[self.weights > 0]
                return bool(counting.size and (counting.min(axis=0) < counting.max(axis=0)).all())
        return True
