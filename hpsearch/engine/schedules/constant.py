"""A learning rate that does not decay."""

from typing import ClassVar

from hpsearch.records import Record


class Constant(Record):
    """The learning rate stays α₀."""

    name = "constant"
    hyperparameters: ClassVar[tuple[str, ...]] = ()

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return 1.0
