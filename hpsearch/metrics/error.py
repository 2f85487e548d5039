"""The error: the share of rows with a wrong predicted class."""

from typing import Any

from numpy.typing import NDArray

from hpsearch.metrics.actual import Actual
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class Error(MeanMetric, Record):
    """The share of wrong predictions."""

    name = "error"

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> NDArray[Any]:
        """Return whether the predicted class is wrong."""
        return reading.wrong(outputs, actual)
