"""The logistic sigmoid as an activation."""

import numpy as np

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record


class Sigmoid(Record):
    """A = 1/(1 + e^−Z), as (1 + tanh(Z/2))/2, which cannot overflow."""

    name = "sigmoid"
    formula = "(np.tanh(z * 0.5) + 1) * 0.5"
    family = "xavier"
    in_place = True
    kink = False
    zero_at_zero = False

    def forward(self, z: Array, a: Array, zeros: Array) -> None:
        """Write A = g(Z) into `a`; both are (models, units, examples)."""
        np.multiply(z, 0.5, out=a)
        np.tanh(a, out=a)
        a += 1
        a *= 0.5

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d`, (models, units, examples), from dA into dZ = dA · g′(Z), in place."""
        np.subtract(1, a, out=scratch)
        scratch *= a  # g′ = A(1 − A)
        d *= scratch
