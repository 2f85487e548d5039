"""Weighted F1: every class is weighted by its number of rows."""

from hpsearch.metrics.actual import Need, Values
from hpsearch.metrics.counts import ClassCounts, CountMetric
from hpsearch.records import Record


class F1Weighted(CountMetric, Record):
    """The mean of the F1 of all classes, weighted by their rows."""

    name = "f1_weighted"
    needs = Need.TWO_CLASSES

    def of_counts(self, counts: ClassCounts) -> Values:
        """The mean over the rows' classes."""
        mean: Values = (counts.f_beta(1) * counts.present).sum(axis=1) / counts.present.sum(axis=1)
        return mean
