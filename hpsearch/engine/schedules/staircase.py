"""Halve the learning rate at regular intervals."""

from typing import ClassVar

from hpsearch.records import Record


class Staircase(Record):
    """α₀ / 2, once every decay_epochs."""

    name = "staircase"
    hyperparameters: ClassVar[tuple[str, ...]] = ("decay_epochs",)

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return float(0.5 ** (epoch // decay_epochs))
