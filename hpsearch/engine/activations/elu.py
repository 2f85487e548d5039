"""The exponential linear unit (Clevert et al. 2016)."""

import numpy as np

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record


class Elu(Record):
    """A = Z where Z > 0, else e^Z − 1."""

    name = "elu"
    formula = "np.maximum(z, np.expm1(np.minimum(z, 0)))"
    family = "he"
    in_place = False
    kink = False
    zero_at_zero = True

    def forward(self, z: Array, a: Array, zeros: Array) -> None:
        """Write A = g(Z) into `a`; both are (models, units, examples)."""
        np.minimum(z, zeros, out=a)
        np.expm1(a, out=a)
        np.maximum(z, a, out=a)  # e^Z − 1 ≥ Z everywhere, so the larger is right on both sides

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d`, (models, units, examples), from dA into dZ = dA · g′(Z), in place."""
        np.minimum(a, 0, out=scratch)
        scratch += 1  # g′ = 1 where Z > 0, else e^Z = A + 1
        d *= scratch
