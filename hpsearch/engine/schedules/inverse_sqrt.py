"""Decay by the inverse root of time."""

from dataclasses import dataclass
from math import sqrt
from typing import ClassVar


@dataclass(frozen=True)
class InverseSqrt:
    """α₀ / √(1 + decay_rate · epoch)."""

    name = "inverse_sqrt"
    hyperparameters: ClassVar[tuple[str, ...]] = ("decay_rate",)

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return 1 / sqrt(1 + decay_rate * epoch)
