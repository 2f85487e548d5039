"""Decay along a cosine, to 0 after the last epoch (Loshchilov & Hutter 2017, without restarts)."""

from math import cos, pi
from typing import ClassVar

from hpsearch.records import Record


class Cosine(Record):
    """α₀ · (1 + cos(π · epoch/epochs)) / 2."""

    name = "cosine"
    hyperparameters: ClassVar[tuple[str, ...]] = ()

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return (1 + cos(pi * epoch / epochs)) / 2
