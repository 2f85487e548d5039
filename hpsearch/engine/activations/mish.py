"""Mish: Z times the hyperbolic tangent of its softplus (Misra 2020)."""

import numpy as np

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record

LINEAR_FROM = 20.0
"""From this Z on A equals Z to the last bit; Z is limited to it so that e^Z does not overflow."""


class Mish(Record):
    """A = Z tanh(log(1 + e^Z))."""

    name = "mish"
    formula = f"np.tanh(np.log1p(np.exp(np.minimum(z, {LINEAR_FROM})))) * z"
    family = "he"
    in_place = False
    kink = False
    zero_at_zero = True

    def forward(self, z: Array, a: Array, zeros: Array) -> None:
        """Write A = g(Z) into `a`; both are (models, units, examples)."""
        _write_share(z, a)
        a *= z

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d`, (models, units, examples), from dA into dZ = dA · g′(Z), in place."""
        _write_share(z, scratch)  # t
        a *= scratch
        np.subtract(z, a, out=a)  # Z (1 − t²)
        z *= 0.5
        np.tanh(z, out=z)
        z += 1
        z *= 0.5  # σ(Z)
        a *= z
        scratch += a  # g′ = t + Z (1 − t²) σ(Z)
        d *= scratch


def _write_share(z: Array, t: Array) -> None:
    """Write t = tanh(log(1 + e^Z)), the factor of Z, into `t`."""
    np.minimum(z, LINEAR_FROM, out=t)
    np.exp(t, out=t)
    np.log1p(t, out=t)
    np.tanh(t, out=t)
