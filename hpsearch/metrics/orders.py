"""Metrics computed from the order of the rows by score: for the positive class, or the mean over classes."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hpsearch.metrics.actual import Actual, Need, Values
from hpsearch.metrics.metric import Metric
from hpsearch.metrics.predictions import SMALLEST, as_outputs, weighed
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class Descending(Record, eq=False):
    """Rows in descending order of score: their `order`, and the `first` and `last` place of equal scores."""

    order: NDArray[np.intp]
    first: NDArray[np.intp]
    last: NDArray[np.intp]

    @classmethod
    def of(cls, scores: FloatArray) -> Self:
        """The order of `scores`, (m,).

        >>> Descending.of(np.array([0.1, 0.4, 0.8, 0.4]))
        Descending(order=array([2, 1, 3, 0]), first=array([0, 1, 1, 3]), last=array([0, 2, 2, 3]))
        """
        order = np.argsort(-scores, kind="stable")
        falls = np.flatnonzero(np.diff(scores[order])) + 1
        starts, ends = np.concatenate([[0], falls]), np.concatenate([falls, [len(scores)]])
        sizes = ends - starts
        return cls(order, np.repeat(starts, sizes), np.repeat(ends - 1, sizes))


class OrderMetric(Metric):
    """A metric of the order of rows by score; with more than two classes, each class against the rest.

    Undefined if a class has no row, and for models with non-finite outputs.
    """

    maximize = True
    needs = Need.EVERY_CLASS

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> NDArray[Any]:  # noqa: ARG002
        """Return the outputs themselves, as the order depends on all rows."""
        return outputs

    def overall(self, reading: Reading, each: NDArray[Any], actual: Actual) -> Values:
        """Return the value for the positive class, or the mean over all classes."""
        if not actual.has(self.needs):
            return np.full(len(each), np.nan)
        finite = np.isfinite(each.max(axis=(1, 2))) & np.isfinite(each.min(axis=(1, 2)))
        of_classes = [
            self.of_scores(scores, actual.y == label, actual.weights) for label, scores in reading.scores(each, actual)
        ]
        return np.where(finite, np.stack(of_classes, axis=1).mean(axis=1), np.nan)

    def over(
        self, predictions: ArrayLike, labels: ArrayLike, positive: int = 1, least: float = SMALLEST
    ) -> Callable[..., float]:
        """As in `Metric.over`; the rows are sorted once."""
        reading, outputs, actual = as_outputs(predictions, labels, positive, least)
        finite = bool(np.isfinite(outputs).all())
        orders = [
            (Descending.of(scores[0]), actual.y == label) for label, scores in reading.scores(outputs, actual) if finite
        ]

        def judge(weights: ArrayLike | None = None) -> float:
            """Return the metric with these weights of the rows; NaN if a class has no weight."""
            of_rows = weighed(actual, weights)
            if not finite or not of_rows.has(self.needs):
                return float("nan")
            count = np.ones(len(actual.y)) if of_rows.weights is None else of_rows.weights
            return float(np.mean([self.of_order(order, positive, count) for order, positive in orders]))

        return judge

    def of_scores(self, scores: FloatArray, positive: NDArray[np.bool_], weights: Values | None) -> Values:
        """The value for `scores`, (models, m), of rows that are `positive` or not, (m,)."""
        count = np.ones(len(positive)) if weights is None else weights
        return np.array([self.of_order(Descending.of(each), positive, count) for each in scores])

    def of_order(self, order: Descending, positive: NDArray[np.bool_], weights: Values) -> float:
        """The value for one order of rows with weights."""
        raise NotImplementedError
