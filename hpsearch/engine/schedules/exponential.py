"""Decay by a constant factor per epoch."""

from typing import ClassVar

from hpsearch.records import Record


class Exponential(Record):
    """The learning rate is α₀ · decay_rate^epoch."""

    name = "exponential"
    hyperparameters: ClassVar[tuple[str, ...]] = ("decay_rate",)

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return float(decay_rate**epoch)
