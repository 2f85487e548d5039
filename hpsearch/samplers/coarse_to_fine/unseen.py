"""The part of a range that an earlier search has not tried, where the first round of the next search is drawn."""

from collections.abc import Sequence
from typing import Self

from hpsearch.records import Record

LARGE_PART = 0.5
"""Share of a range from which an unseen part is worth a round of its own."""


class UnseenPart(Record):
    """The coordinates in [0, 1] below `low` and above `high`; all earlier trials are between these two.

    >>> UnseenPart.of([0.2, 0.5]).share, UnseenPart.of([-0.3]).share, UnseenPart.of([-0.3, 1.4]).share
    (0.7, 1.0, 0.0)
    """

    low: float
    high: float

    @classmethod
    def of(cls, coordinates: Sequence[float]) -> Self:
        """Return the part without any of these coordinates, of which some may be outside of [0, 1]."""
        low, high = min(coordinates), max(coordinates)
        return cls(min(1.0, max(0.0, low)), min(1.0, max(0.0, high)))

    @property
    def share(self) -> float:
        """Return its share of the range."""
        return self.low + 1.0 - self.high

    def at(self, place: float) -> float:
        """Return the coordinate at a place in the part, from 0 to 1.

        >>> [round(UnseenPart(0.2, 0.8).at(place), 3) for place in (0.25, 0.75)]
        [0.1, 0.9]
        """
        along = place * self.share
        return along if along < self.low else along - self.low + self.high
