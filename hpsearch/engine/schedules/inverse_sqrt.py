"""Decay by the inverse root of time."""

from math import sqrt
from typing import ClassVar

from hpsearch.records import Record


class InverseSqrt(Record):
    """α₀ / √(1 + decay_rate · epoch)."""

    name = "inverse_sqrt"
    hyperparameters: ClassVar[tuple[str, ...]] = ("decay_rate",)

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return 1 / sqrt(1 + decay_rate * epoch)
