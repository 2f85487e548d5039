"""One linear unit per target with the squared error, for regression on standardised targets."""

from typing import ClassVar

import numpy as np
from numpy.typing import DTypeLike

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.heads import Losses, mean_losses
from hpsearch.records import Record


class LinearHead(Record):
    """Loss (z − y)², summed over the outputs;  dZ = 2(z − y)."""

    name = "linear"
    kinks: ClassVar[tuple[float, ...]] = ()

    def outputs(self, classes: int, targets: int = 1) -> int:
        """Regression has one output unit for each target."""
        return targets

    def targets(self, y: Array | Labels, classes: int, dtype: DTypeLike = np.float64) -> Array:
        """Return the values `y`, (examples,) or (examples, outputs), as the rows of Y, (outputs, examples)."""
        return np.atleast_2d(y.T).astype(dtype, order="C")

    def predict(self, z: Array) -> Array:
        """The predicted values are Z itself, (models, outputs, examples)."""
        return z

    def mean(self, z: Array) -> Array:
        """The mean over the members, (models, outputs, examples), of Z, (models, members, outputs, examples)."""
        mean: Array = z.mean(axis=1)
        return mean

    def decide(self, z: Array) -> Labels:
        """A regression decides on no class, (models, examples); this is never called."""
        raise TypeError("a linear head has no classes")

    def example_losses(self, z: Array, y: Array) -> Array:
        """The squared error of each model on each example, summed over its outputs, (models, examples)."""
        losses: Array = np.square(z - y, dtype=np.float64).sum(axis=-2)
        return losses

    def losses(self, z: Array, y: Array, example_weights: Array | None = None) -> Losses:
        """Return the mean loss over the examples, (models,), weighted if weights are given."""
        return mean_losses(self.example_losses(z, y), example_weights)

    def backward(self, z: Array, y: Array, d: Array, scratch: Array) -> None:
        """Write dZ = 2(z − y)/m into `d`, (models, outputs, examples)."""
        np.subtract(z, y, out=d)
        d *= 2 / z.shape[-1]
