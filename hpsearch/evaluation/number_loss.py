"""The training loss of a regression, of predictions in the target's own units."""

from hpsearch.engine.heads import Head
from hpsearch.metrics.actual import Actual
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.metric import REGRESSION
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class NumberLoss(MeanMetric, Record):
    """The squared, Huber or absolute error of a `head`, of predictions and numbers divided by the `deviation`."""

    name = "loss"
    tasks = (REGRESSION,)
    head: Head
    deviation: float

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> FloatArray:  # noqa: ARG002
        """Return the loss of each row, (models, m), summed over several targets."""
        y = actual.y[None] if actual.y.ndim == 1 else actual.y.T
        losses: FloatArray = self.head.example_losses(outputs / self.deviation, y / self.deviation)
        return losses
