"""Four waves over the logarithm of time, from 0 to 0 (Holzmüller et al. 2024)."""

from math import cos, log2, pi
from typing import ClassVar

from hpsearch.records import Record


class CosLog4(Record):
    """α₀ · (1 − cos(2π · log₂(1 + 15 · epoch/epochs))) / 2, step by step: each wave takes twice as long as the last."""

    name = "coslog4"
    by_step = True
    hyperparameters: ClassVar[tuple[str, ...]] = ()

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` epochs, which may be fractional."""
        return (1 - cos(2 * pi * log2(1 + 15 * epoch / epochs))) / 2
