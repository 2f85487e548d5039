"""The gap between two errors, and the limit above which it is high (notes §IV)."""

from math import sqrt
from statistics import NormalDist

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.records import Record

_NORMAL = NormalDist()


class Gap(Record):
    """By how much `upper` exceeds `lower`, from where on that is too much, and the standard error of the difference."""

    lower: float
    upper: float
    limit: float
    error: float

    @property
    def width(self) -> float:
        """The difference between the two errors."""
        return self.upper - self.lower

    def is_high(self, standard_errors: float) -> bool:
        """Whether the gap exceeds the limit, and its sampling error."""
        return self.width > self.limit and self.width > standard_errors * self.error

    @property
    def certainty(self) -> float:
        """The probability that the gap is above its limit, given the sampling error."""
        if not self.error:
            return 1.0 if self.width > self.limit else 0.0
        return _NORMAL.cdf((self.width - self.limit) / self.error)


def limit_of_dev(evidence: Evidence, train: float) -> float:
    """Return the distance above the train error from which the dev error is too high.

    Root mean squares are compared as squares, which are to a regression what errors are to a classification: shares of
    the target's variance that are not explained.
    """
    if evidence.is_classification:
        return limit_above(evidence, train)
    limits = evidence.thresholds
    variance = evidence.facts.target_spread**2 if evidence.facts else 0.0
    return sqrt(train**2 + max(limits.points * variance, limits.half * train**2)) - train


def limit_above(evidence: Evidence, below: float) -> float:
    """Return the distance above `below` that is too large: the larger of some points, and half of it."""
    limits = evidence.thresholds
    if evidence.is_classification:
        return max(limits.points, limits.half * (min(below, 1 - below) if evidence.by_metric else below))
    spread = evidence.facts.target_spread if evidence.facts else 0.0
    return max(limits.of_spread * spread, limits.half * below)
