"""Average precision: the area under the precision-recall curve, without interpolation; also called AUCPR."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.actual import Values
from hpsearch.metrics.counts import quotient
from hpsearch.metrics.orders import Descending, OrderMetric
from hpsearch.records import Record


class AveragePrecision(OrderMetric, Record):
    """The mean, over the rows of the class, of the precision among all rows with at least the same score."""

    name = "average_precision"

    def of_order(self, order: Descending, positive: NDArray[np.bool_], weights: Values) -> float:
        """Return Σ (increase of recall) · precision."""
        ordered = weights[order.order]
        own = np.where(positive[order.order], ordered, 0.0)
        precision = quotient(np.cumsum(own)[order.last], np.cumsum(ordered)[order.last])
        return float(own @ precision / own.sum())
