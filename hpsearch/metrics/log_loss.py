"""Log loss: the cross-entropy with the true labels, independent of the training loss."""

from hpsearch.metrics.actual import Actual
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class LogLoss(MeanMetric, Record):
    """The mean of −log of the true class's probability, without label smoothing and class_weight."""

    name = "log_loss"

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> FloatArray:
        """Return −log of the true class's probability."""
        return reading.losses(outputs, actual)
