"""Linear units with Huber's loss, which limits the gradient of outliers to 1 (Huber 1964)."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.heads.linear import LinearHead


class HuberHead(LinearHead):
    """Loss r²/2 where |r| ≤ 1, else |r| − 1/2, with r = z − y;  dZ = r within [−1, 1]."""

    name = "huber"
    kinks = (-1.0, 1.0)

    def example_losses(self, z: Array, y: Array) -> Array:
        """Huber's loss of each model on each example, (models, examples)."""
        distance = np.abs(z - y, dtype=np.float64)
        near = np.minimum(distance, 1)
        losses: Array = (near * (distance - near / 2)).sum(axis=-2)
        return losses

    def backward(self, z: Array, y: Array, d: Array, scratch: Array) -> None:
        """Write dZ = r/m, with r cut to [−1, 1], into `d`, (models, outputs, examples)."""
        np.subtract(z, y, out=d)
        np.clip(d, -1, 1, out=d)
        d *= 1 / z.shape[-1]
