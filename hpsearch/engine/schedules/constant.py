"""A learning rate that does not decay."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Constant:
    """The learning rate stays α₀."""

    name = "constant"
    hyperparameters: ClassVar[tuple[str, ...]] = ()

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """What the rate is multiplied by after `epoch` completed epochs."""
        return 1.0
