"""The full rate for half of the training, then decay along a cosine."""

from math import cos, pi
from typing import ClassVar

from hpsearch.records import Record


class FlatCosine(Record):
    """α₀ until half of the epochs, then α₀ · (1 + cos(π · (2 · epoch/epochs − 1))) / 2."""

    name = "flat_cos"
    hyperparameters: ClassVar[tuple[str, ...]] = ()

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""
        return (1 + cos(pi * max(0.0, 2 * epoch / epochs - 1))) / 2
