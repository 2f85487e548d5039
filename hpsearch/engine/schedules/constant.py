"""A learning rate that does not decay."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Constant:
    """The learning rate stays α₀."""

    name = "constant"
    hyperparameters: ClassVar[tuple[str, ...]] = ()

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return 1.0
