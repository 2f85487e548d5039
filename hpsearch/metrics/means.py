"""Metrics computed from a mean over the rows."""

from typing import Any

from numpy.typing import NDArray

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.metric import Metric
from hpsearch.metrics.reading import Reading


class MeanMetric(Metric):
    """A metric that is a function of the mean of `of_each`, by default the mean itself."""

    def overall(self, reading: Reading, each: NDArray[Any], actual: Actual) -> Values:
        """Return the values from the mean; with several targets, the mean over them."""
        found = self.of_mean(actual.mean(each), reading, actual)
        return found if found.ndim == 1 else found.mean(axis=1)

    def of_mean(self, mean: Values, reading: Reading, actual: Actual) -> Values:  # noqa: ARG002  # others need more
        """Return the value of each model, (models,) or (models, targets), from its mean."""
        return mean
