"""The Gaussian error linear unit, in its tanh form (Hendrycks & Gimpel 2016)."""

from math import pi

import numpy as np

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record

ROOT = (2 / pi) ** 0.5
CUBIC = 0.044715


class Gelu(Record):
    """A = Z/2 · (1 + tanh u), with u = √(2/π)(Z + 0.044715 Z³)."""

    name = "gelu"
    formula = f"(np.tanh((np.square(z) * {CUBIC * ROOT} + {ROOT}) * z) + 1) * z * 0.5"
    family = "he"
    in_place = False
    kink = False
    zero_at_zero = True

    def forward(self, z: Array, a: Array, zeros: Array) -> None:
        """Write A = g(Z) into `a`; both are (models, units, examples)."""
        np.square(z, out=a)
        a *= CUBIC * ROOT
        a += ROOT
        a *= z  # u
        np.tanh(a, out=a)
        a += 1
        a *= z
        a *= 0.5

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d`, (models, units, examples), from dA into dZ = dA · g′(Z), in place."""
        np.square(z, out=a)
        np.multiply(a, CUBIC * ROOT, out=scratch)
        scratch += ROOT
        scratch *= z
        np.tanh(scratch, out=scratch)  # tanh u
        a *= 3 * CUBIC * ROOT
        a += ROOT
        a *= z  # Z · du/dZ
        np.subtract(1, scratch, out=z)
        a *= z
        a += 1
        scratch += 1
        scratch *= 0.5
        a *= scratch  # g′ = ½(1 + tanh u) · (1 + Z · du/dZ · (1 − tanh u))
        d *= a
