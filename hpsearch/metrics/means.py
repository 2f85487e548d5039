"""Metrics that follow from the mean of what each row counts."""

from typing import Any

from numpy.typing import NDArray

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.metric import Metric
from hpsearch.metrics.reading import Reading


class MeanMetric(Metric):
    """Its value follows from the mean of `of_each`, by default the mean itself."""

    def overall(self, reading: Reading, each: NDArray[Any], actual: Actual) -> Values:
        """What follows from the mean; of several targets it is the mean over these."""
        found = self.of_mean(actual.mean(each), reading, actual)
        return found if found.ndim == 1 else found.mean(axis=1)

    def of_mean(self, mean: Values, reading: Reading, actual: Actual) -> Values:  # noqa: ARG002  # others need more
        """Return the value of each model, (models,) or (models, targets), from its mean."""
        return mean
