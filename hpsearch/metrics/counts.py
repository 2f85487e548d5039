"""Metrics computed from the counts of predicted, true and correctly predicted classes."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.metric import Metric
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record

PerClass = NDArray[Any]
"""One number per model and class, (models, classes): counts, or sums of weights."""


class ClassCounts(Record, eq=False):
    """The numbers of rows of each class: correctly predicted, predicted, and present."""

    hits: PerClass
    predicted: PerClass
    present: PerClass
    positive: int

    @classmethod
    def of(cls, decided: NDArray[np.int64], actual: Actual) -> Self:
        """The counts of `decided`, (models, m)."""
        models, classes = len(decided), actual.classes
        own = np.maximum(decided, 0) + classes * np.arange(models)[:, None]  # distinct numbers for each model's classes
        weights = None if actual.weights is None else np.broadcast_to(actual.weights, decided.shape)
        right = decided == actual.y

        def count(chosen: NDArray[np.int64], weights: Values | None) -> PerClass:
            return np.bincount(chosen, weights, minlength=models * classes).reshape(models, classes)

        return cls(
            hits=count(own[right], None if weights is None else weights[right]),
            predicted=count(own.ravel(), None if weights is None else weights.ravel()),
            present=np.bincount(actual.y.astype(np.int64), actual.weights, minlength=classes)[None],
            positive=actual.positive,
        )

    def f_beta(self, beta: float) -> Values:
        """Return (1 + β²) hits / (β² present + predicted) of each class, (models, classes).

        0 for a class that is neither predicted nor present, as with scikit-learn's zero_division=0.
        """
        return quotient((1 + beta**2) * self.hits, beta**2 * self.present + self.predicted)

    def of_positive(self, each: Values) -> Values:
        """Return the positive class's value of two, else the mean over all: (models, classes) → (models,)."""
        of: Values = each[:, self.positive] if each.shape[1] == 2 else each.mean(axis=1)
        return of


def quotient(over: PerClass, under: PerClass) -> Values:
    """Return the quotient, and 0 if `under` is 0."""
    shape = np.broadcast_shapes(over.shape, under.shape)
    return np.divide(over, under, out=np.zeros(shape), where=np.broadcast_to(under > 0, shape))


class CountMetric(Metric):
    """A metric that is a function of ClassCounts; undefined for models with non-finite outputs."""

    maximize = True

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> NDArray[Any]:  # noqa: ARG002
        """Return the predicted class of each row, (models, m); −1 if an output is not finite."""
        return reading.decided(outputs)

    def overall(self, reading: Reading, each: NDArray[Any], actual: Actual) -> Values:  # noqa: ARG002
        """Return the values from the counts."""
        return np.where((each >= 0).all(axis=1), self.of_counts(ClassCounts.of(each, actual)), np.nan)

    def of_counts(self, counts: ClassCounts) -> Values:
        """Return the value of each model, (models,), from its counts."""
        raise NotImplementedError
