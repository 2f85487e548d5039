"""R²: the share of the target's variance that the predictions explain."""

import numpy as np

from hpsearch.metrics.actual import Actual, Need, Values
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.metric import REGRESSION
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class R2(MeanMetric, Record):
    """1 minus the mean squared difference divided by the variance of the numbers."""

    name = "r2"
    tasks = (REGRESSION,)
    maximize = True
    needs = Need.VARIATION

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> FloatArray:
        """The squared difference of each prediction."""
        squares: Values = np.square(reading.differences(outputs, actual), dtype=np.float64)
        return squares

    def of_mean(self, mean: Values, reading: Reading, actual: Actual) -> Values:  # noqa: ARG002  # others need more
        """Both have the same unit, which cancels."""
        return 1 - mean / actual.variance if actual.has(self.needs) else np.full(len(mean), np.nan)
