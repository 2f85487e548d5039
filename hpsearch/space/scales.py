"""The scales on which a real-valued hyperparameter is searched: unit interval ↔ value (notes §XXIII)."""

from collections.abc import Callable
from math import log
from typing import ClassVar, Protocol

from hpsearch.records import Record


class Scale(Protocol):
    """A monotone map of the unit interval onto [low, high]."""

    name: ClassVar[str]

    @property
    def low(self) -> float:
        """The value at coordinate 0."""

    @property
    def high(self) -> float:
        """The value at coordinate 1."""

    def decode(self, u: float) -> float:
        """The value at coordinate `u` of [0, 1]."""

    def encode(self, x: float) -> float:
        """The coordinate in [0, 1] of the value `x`."""


def _within(low: float, x: float, high: float) -> float:
    """Return `x`, limited to the ends, which rounding could exceed."""
    return min(max(x, low), high)


class Linear(Record):
    """Uniform in x: for units and layers.

    >>> Linear(16, 128).decode(0.5)
    72.0
    """

    name: ClassVar[str] = "linear"
    low: float
    high: float

    def decode(self, u: float) -> float:
        """The value at coordinate `u` of [0, 1]."""
        return _within(self.low, self.low + u * (self.high - self.low), self.high)

    def encode(self, x: float) -> float:
        """The coordinate in [0, 1] of the value `x`."""
        return (x - self.low) / (self.high - self.low) if self.high > self.low else 0.5


class Log(Record):
    """Uniform in log x: for the learning rate, with a quarter of the draws in each decade of [1e-4, 1].

    >>> round(Log(1e-4, 1).decode(0.25), 9)
    0.001
    """

    name: ClassVar[str] = "log"
    low: float
    high: float

    def decode(self, u: float) -> float:
        """The value at coordinate `u` of [0, 1]."""
        return _within(self.low, self.low * (self.high / self.low) ** u, self.high)

    def encode(self, x: float) -> float:
        """The coordinate in [0, 1] of the value `x`."""
        return log(x / self.low) / log(self.high / self.low) if self.high > self.low else 0.5


class ReverseLog(Record):
    """Uniform in log(1 − x): for momentum, whose memory is 1/(1 − β) steps (notes §XXIII).

    >>> round(ReverseLog(0.9, 0.999).decode(0.5), 9)
    0.99
    """

    name: ClassVar[str] = "reverse_log"
    low: float
    high: float

    def decode(self, u: float) -> float:
        """The value at coordinate `u` of [0, 1]."""
        return _within(self.low, 1 - (1 - self.low) * ((1 - self.high) / (1 - self.low)) ** u, self.high)

    def encode(self, x: float) -> float:
        """The coordinate in [0, 1] of the value `x`."""
        if self.high == self.low:
            return 0.5
        return log((1 - x) / (1 - self.low)) / log((1 - self.high) / (1 - self.low))


SCALES: dict[str, Callable[[float, float], Scale]] = {scale.name: scale for scale in (Linear, Log, ReverseLog)}
