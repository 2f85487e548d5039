"""The scaled exponential linear unit, whose layers keep a mean of 0 and a variance of 1 (Klambauer et al. 2017)."""

import numpy as np

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record

SCALE = 1.0507009873554805
"""λ; only this λ and α keep mean and variance with weights of variance 1/n."""

SATURATION = SCALE * 1.6732632423543772
"""λα; A is always above −λα."""


class Selu(Record):
    """A = λZ where Z > 0, else λα(e^Z − 1)."""

    name = "selu"
    formula = f"np.expm1(np.minimum(z, 0)) * {SATURATION} + np.maximum(z, 0) * {SCALE}"
    family = "xavier"
    in_place = False
    kink = True
    zero_at_zero = True
    needs_scratch = True

    def forward(self, z: Array, a: Array, zeros: Array, scratch: Array) -> None:
        """Write A = g(Z) into `a`; all but `zeros` are (models, units, examples)."""
        np.minimum(z, zeros, out=a)
        np.expm1(a, out=a)
        a *= SATURATION
        np.maximum(z, zeros, out=scratch)
        scratch *= SCALE
        a += scratch

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d`, (models, units, examples), from dA into dZ = dA · g′(Z), in place."""
        np.minimum(a, 0, out=scratch)
        scratch += SATURATION  # λα e^Z = A + λα where Z ≤ 0
        np.greater(z, 0, out=mask)
        np.copyto(scratch, SCALE, where=mask)
        d *= scratch
