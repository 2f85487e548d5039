"""The sigmoid-weighted linear unit, also called swish (Elfwing et al. 2017)."""

import numpy as np

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record


class Silu(Record):
    """A = Z σ(Z)."""

    name = "silu"
    formula = "(np.tanh(z * 0.5) + 1) * 0.5 * z"
    family = "he"
    in_place = False
    kink = False
    zero_at_zero = True

    def forward(self, z: Array, a: Array, zeros: Array) -> None:
        """Write A = g(Z) into `a`; both are (models, units, examples)."""
        np.multiply(z, 0.5, out=a)
        np.tanh(a, out=a)
        a += 1
        a *= 0.5  # σ(Z), which cannot overflow
        a *= z

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d`, (models, units, examples), from dA into dZ = dA · g′(Z), in place."""
        np.multiply(z, 0.5, out=scratch)
        np.tanh(scratch, out=scratch)
        scratch += 1
        scratch *= 0.5  # σ
        np.subtract(1, a, out=z)
        scratch *= z
        scratch += a  # g′ = σ(1 − A) + A
        d *= scratch
