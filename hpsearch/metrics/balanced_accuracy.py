"""Balanced accuracy: the mean recall over the classes."""

import numpy as np

from hpsearch.metrics.actual import Need, Values
from hpsearch.metrics.counts import ClassCounts, CountMetric, quotient
from hpsearch.records import Record


class BalancedAccuracy(CountMetric, Record):
    """The mean recall over the classes with rows: 1/C for a model that always predicts the same class."""

    name = "balanced_accuracy"
    needs = Need.EVERY_CLASS

    def of_counts(self, counts: ClassCounts) -> Values:
        """Hits / present, the mean over the classes that are present."""
        recall: Values = quotient(counts.hits, counts.present).sum(axis=1) / np.count_nonzero(counts.present, axis=1)
        return recall
