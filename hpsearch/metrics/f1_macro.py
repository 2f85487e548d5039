"""Macro F1: every class has the same weight, however few rows it has."""

from hpsearch.metrics.actual import Need, Values
from hpsearch.metrics.counts import ClassCounts, CountMetric
from hpsearch.records import Record


class F1Macro(CountMetric, Record):
    """The mean of the F1 of all classes, also for two classes."""

    name = "f1_macro"
    needs = Need.TWO_CLASSES

    def of_counts(self, counts: ClassCounts) -> Values:
        """Return the mean over the classes of each class's F1, (models,)."""
        mean: Values = counts.f_beta(1).mean(axis=1)
        return mean
