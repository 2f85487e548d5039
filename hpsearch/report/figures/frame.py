"""What a figure of bias against variance shows, before it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """What a figure of bias (across) and variance (up) shows."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def of(cls, trials: Sequence[tuple[int, float, float]]) -> "Frame":
        """One with all trials, and with 0 where these are not far from it."""
        return cls(*_limits([x for _, x, _ in trials]), *_limits([y for *_, y in trials]))

    @property
    def diagonal(self) -> tuple[float, float] | None:
        """From where to where bias equals variance and both are positive; None if that is outside."""
        first, last = max(self.left, self.low, 0.0), min(self.right, self.high)
        return (first, last) if first < last else None


def _limits(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if 3 * (high - low) >= max(high, 0.0) - min(low, 0.0):
        low, high = min(low, 0.0), max(high, 0.0)
    margin = 0.06 * (high - low or abs(high) or 1.0)
    return low - margin, high + margin
