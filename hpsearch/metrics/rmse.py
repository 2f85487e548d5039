"""The root of the mean squared error, in the target's own units."""

import numpy as np

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.metric import REGRESSION
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class Rmse(MeanMetric, Record):
    """√ of the mean of (prediction − number)²."""

    name = "rmse"
    tasks = (REGRESSION,)

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> FloatArray:
        """The squared difference of each prediction."""
        squares: Values = np.square(reading.differences(outputs, actual), dtype=np.float64)
        return squares

    def of_mean(self, mean: Values, reading: Reading, actual: Actual) -> Values:  # noqa: ARG002  # others need more
        """The root, in the target's own units."""
        root: Values = reading.unit * np.sqrt(mean)
        return root
