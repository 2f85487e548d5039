"""Decay by the inverse of time."""

from typing import ClassVar

from hpsearch.records import Record


class InverseTime(Record):
    """α₀ / (1 + decay_rate · epoch)."""

    name = "inverse_time"
    hyperparameters: ClassVar[tuple[str, ...]] = ("decay_rate",)

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return 1 / (1 + decay_rate * epoch)
