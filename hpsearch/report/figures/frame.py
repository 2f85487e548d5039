"""The limits of a figure of bias against variance."""

from collections.abc import Sequence

from hpsearch.records import Record


class Frame(Record):
    """The limits of bias (horizontal) and variance (vertical)."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def of(cls, trials: Sequence[tuple[int, float, float]]) -> "Frame":
        """Return a frame with all trials, and with 0 if it is not far from them."""
        return cls(*_limits([x for _, x, _ in trials]), *_limits([y for *_, y in trials]))

    @property
    def diagonal(self) -> tuple[float, float] | None:
        """Return the ends of the line of equal, positive bias and variance; None if it is outside."""
        first, last = max(self.left, self.low, 0.0), min(self.right, self.high)
        return (first, last) if first < last else None


def _limits(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if 3 * (high - low) >= max(high, 0.0) - min(low, 0.0):
        low, high = min(low, 0.0), max(high, 0.0)
    margin = 0.06 * (high - low or abs(high) or 1.0)
    return low - margin, high + margin
