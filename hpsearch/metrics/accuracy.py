"""Accuracy: the share of rows with the right predicted class."""

from typing import Any

from numpy.typing import NDArray

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class Accuracy(MeanMetric, Record):
    """The share of rows with the right predicted class: 1 − error."""

    name = "accuracy"
    maximize = True

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> NDArray[Any]:
        """Return whether the predicted class is wrong."""
        return reading.wrong(outputs, actual)

    def of_mean(self, mean: Values, reading: Reading, actual: Actual) -> Values:  # noqa: ARG002  # others need more
        """Return 1 minus the share of wrong predictions."""
        return 1 - mean
