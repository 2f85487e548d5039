"""The leaky rectified linear unit (Maas et al. 2013)."""

import numpy as np

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record

SLOPE = 0.01


class LeakyRelu(Record):
    """A = max(Z, 0.01 Z)."""

    name = "leaky_relu"
    formula = f"np.maximum(z, z * {SLOPE})"
    family = "he"
    in_place = False
    kink = True
    zero_at_zero = True

    def forward(self, z: Array, a: Array, zeros: Array) -> None:
        """Write A = g(Z) into `a`; both are (models, units, examples)."""
        np.multiply(z, SLOPE, out=a)
        np.maximum(z, a, out=a)

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d`, (models, units, examples), from dA into dZ = dA · g′(Z), in place."""
        np.greater(z, 0, out=mask)
        np.multiply(mask, 1 - SLOPE, out=scratch, dtype=scratch.dtype)
        scratch += SLOPE  # g′ = 1 where Z > 0, else the slope
        d *= scratch
