"""F1: the harmonic mean of precision and recall."""

from hpsearch.metrics.actual import Need, Values
from hpsearch.metrics.counts import ClassCounts, CountMetric
from hpsearch.records import Record


class F1(CountMetric, Record):
    """F1 of the positive class of two, else the mean over all classes."""

    name = "f1"
    needs = Need.POSITIVE

    def of_counts(self, counts: ClassCounts) -> Values:
        """2 hits / (predicted + present)."""
        return counts.of_positive(counts.f_beta(1))
