"""Matthews' correlation coefficient, also of more than two classes (Matthews 1975; Gorodkin 2004)."""

import numpy as np

from hpsearch.metrics.actual import Need, Values
from hpsearch.metrics.counts import ClassCounts, CountMetric, PerClass, quotient
from hpsearch.records import Record


class Mcc(CountMetric, Record):
    """The correlation of predicted and true classes: 1 is perfect, 0 for uninformative predictions."""

    name = "mcc"
    needs = Need.TWO_CLASSES

    def of_counts(self, counts: ClassCounts) -> Values:
        """(c·s − Σ t·p) / √((s² − Σ p²)(s² − Σ t²)): s rows, c of them right; t rows of a class, p predicted as it."""
        predicted, present = counts.predicted.astype(np.float64), counts.present.astype(np.float64)
        together = counts.hits.sum(axis=1) * predicted.sum(axis=1) - (predicted * present).sum(axis=1)
        return quotient(together, np.sqrt(_spread(predicted)) * np.sqrt(_spread(present)))


def _spread(of: PerClass) -> Values:
    """Return (Σ x)² − Σ x², as a sum that is exactly 0 if all rows are of one class."""
    spread: Values = (of * (of.sum(axis=1, keepdims=True) - of)).sum(axis=1)
    return spread
