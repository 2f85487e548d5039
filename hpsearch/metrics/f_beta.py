"""F-beta: F1 in which recall counts β times as much as precision (van Rijsbergen 1979)."""

from hpsearch.metrics.actual import Need, Values
from hpsearch.metrics.counts import ClassCounts, CountMetric
from hpsearch.records import Record


class FBeta(CountMetric, Record):
    """F-beta of the positive class of two, else the mean over all classes."""

    beta: float = 1.0

    name = "f_beta"
    needs = Need.POSITIVE
    parameter = "beta"

    def __post_init__(self) -> None:
        if not 0 < self.beta <= 1_000:
            raise ValueError("expected a β above 0 and at most 1000, such as 2, for recall to count twice")

    def of_counts(self, counts: ClassCounts) -> Values:
        """(1 + β²) hits / (β² present + predicted)."""
        return counts.of_positive(counts.f_beta(self.beta))
