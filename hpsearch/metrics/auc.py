"""AUC: the area under the ROC curve (Hanley & McNeil 1982)."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.actual import Values
from hpsearch.metrics.orders import Descending, OrderMetric
from hpsearch.metrics.ranks import area_under_curve
from hpsearch.metrics.reading import FloatArray
from hpsearch.records import Record


class Auc(OrderMetric, Record):
    """The probability that a row of the class has a higher score than another row; ties count half."""

    name = "auc"

    def of_scores(self, scores: FloatArray, positive: NDArray[np.bool_], weights: Values | None) -> Values:
        """Return the value for all models at once if there are no weights."""
        return (
            super().of_scores(scores, positive, weights) if weights is not None else area_under_curve(scores, positive)
        )

    def of_order(self, order: Descending, positive: NDArray[np.bool_], weights: Values) -> float:
        """Return 1 minus the share of pairs in which the other row is above; ties count half."""
        ordered, hit = weights[order.order], positive[order.order]
        others = np.concatenate([[0.0], np.cumsum(np.where(hit, 0.0, ordered))])
        own = np.where(hit, ordered, 0.0)
        lost = own @ (others[order.first] + others[order.last + 1]) / 2
        return float(1 - lost / (own.sum() * others[-1]))
