"""Linear units with the absolute error, which is least at the median."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.heads.linear import LinearHead


class AbsoluteHead(LinearHead):
    """Loss |z − y|;  dZ = the sign of z − y, 0 where they are equal."""

    name = "absolute"
    kinks = (0.0,)

    def example_losses(self, z: Array, y: Array) -> Array:
        """The absolute error of each model on each example, (models, examples)."""
        losses: Array = np.abs(z - y, dtype=np.float64).sum(axis=-2)
        return losses

    def backward(self, z: Array, y: Array, d: Array, scratch: Array) -> None:
        """Write dZ = sign(z − y)/m into `d`, (models, outputs, examples)."""
        np.subtract(z, y, out=d)
        np.sign(d, out=d)
        d *= 1 / z.shape[-1]
