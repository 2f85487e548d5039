"""Accuracy: the share of rows whose class is decided for."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.reading import FloatArray, Reading


@dataclass(frozen=True)
class Accuracy(MeanMetric):
    """The share of rows whose class is right: 1 − error."""

    name = "accuracy"
    maximize = True

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> NDArray[Any]:
        """Whether the decision is wrong."""
        return reading.wrong(outputs, actual)

    def of_mean(self, mean: Values, reading: Reading, actual: Actual) -> Values:  # noqa: ARG002  # others need more
        """1 less the share of wrong decisions."""
        return 1 - mean
