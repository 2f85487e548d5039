"""The pinball loss: lowest for predictions of a quantile (Koenker & Bassett 1978)."""

import numpy as np

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.metric import REGRESSION
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class Pinball(MeanMetric, Record):
    """The mean of q·(number − prediction) where the prediction is too low, else (1 − q)·(prediction − number)."""

    quantile: float = 0.5

    name = "pinball"
    tasks = (REGRESSION,)
    parameter = "quantile"

    def __post_init__(self) -> None:
        if not 0 < self.quantile < 1:
            raise ValueError("expected a quantile between 0 and 1, such as 0.9")

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> FloatArray:
        """The loss of each prediction."""
        above = reading.differences(outputs, actual).astype(np.float64)
        losses: Values = np.maximum((1 - self.quantile) * above, -self.quantile * above)
        return losses

    def of_mean(self, mean: Values, reading: Reading, actual: Actual) -> Values:  # noqa: ARG002  # others need more
        """The mean, in the target's own units."""
        return reading.unit * mean
