"""The Brier score: the squared distance of the probabilities from the true class (Brier 1950)."""

import numpy as np

from hpsearch.metrics.actual import Actual
from hpsearch.metrics.means import MeanMetric
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record


class Brier(MeanMetric, Record):
    """The mean of Σ (p − y)² over the classes; for two classes half of it, as both terms are equal."""

    name = "brier"

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> FloatArray:
        """Σ (p − y)², computed as Σ p² + 1 − 2p of the right class; for two classes (p − y)² of either."""
        p = reading.probabilities(outputs)
        right = np.take_along_axis(p, actual.y.astype(np.int64)[None, None], axis=1)[:, 0]
        if actual.classes == 2:
            return np.square(1 - right)
        others: FloatArray = np.square(p).sum(axis=1) - np.square(right)
        return others + np.square(1 - right)
