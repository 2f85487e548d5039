"""The error: the share of rows for which another class than the right one is decided."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from hpsearch.metrics.actual import Actual
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.reading import FloatArray, Reading


@dataclass(frozen=True)
class Error(MeanMetric):
    """The share of wrong decisions."""

    name = "error"

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> NDArray[Any]:
        """Whether the decision is wrong."""
        return reading.wrong(outputs, actual)
