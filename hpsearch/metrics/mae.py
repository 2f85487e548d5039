"""The mean absolute error, in the target's own units."""

import numpy as np

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.metric import REGRESSION
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class Mae(MeanMetric, Record):
    """The mean of |prediction − number|."""

    name = "mae"
    tasks = (REGRESSION,)

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> FloatArray:
        """Return the distance of each prediction from the truth, (models, m)."""
        distances: Values = np.abs(reading.differences(outputs, actual), dtype=np.float64)
        return distances

    def of_mean(self, mean: Values, reading: Reading, actual: Actual) -> Values:  # noqa: ARG002  # others need more
        """The mean distance, in the target's own units."""
        return reading.unit * mean
