"""The training loss: cross-entropy, or the squared, Huber or absolute error of a standardised target."""

from hpsearch.metrics.actual import Actual
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.metric import CLASSIFICATION, REGRESSION
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class Loss(MeanMetric, Record):
    """The mean training loss over the rows."""

    name = "loss"
    tasks = (CLASSIFICATION, REGRESSION)

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> FloatArray:
        """Return the loss of each row, (models, m), without the L2 term."""
        return reading.losses(outputs, actual)
