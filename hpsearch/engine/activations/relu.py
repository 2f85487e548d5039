"""The rectified linear unit."""

from dataclasses import dataclass

import numpy as np

from hpsearch.engine.arrays import Array, Mask


@dataclass(frozen=True)
class Relu:
    """A = max(Z, 0)."""

    name = "relu"
    family = "he"
    in_place = True
    kink = True

    def forward(self, z: Array, a: Array) -> None:
        """Write A into `a`."""
        np.maximum(z, 0, out=a)

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn dA into dZ."""
        d *= np.greater(a, 0, out=mask)  # g′ = 1 where Z > 0, which is where A > 0
