"""The hyperbolic tangent as an activation."""

import numpy as np

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record


class Tanh(Record):
    """A = tanh Z."""

    name = "tanh"
    formula = "np.tanh(z)"
    family = "xavier"
    in_place = True
    kink = False
    zero_at_zero = True

    def forward(self, z: Array, a: Array, zeros: Array) -> None:
        """Write A = g(Z) into `a`; both are (models, units, examples)."""
        np.tanh(z, out=a)

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d`, (models, units, examples), from dA into dZ = dA · g′(Z), in place."""
        np.square(a, out=scratch)
        np.subtract(1, scratch, out=scratch)  # g′ = 1 − A²
        d *= scratch
