"""The activations: one file each, found by name.

An activation has a `name`; `family`, the initializer that `auto` gives it (he or xavier); `forward`, which
writes A from Z (into Z itself where it can: `in_place`); and `backward`, which turns dA into dZ in place.
One that `needs_scratch` is given another array in `forward`, whose contents mean nothing. One with a `kink` has no
derivative at 0, which a gradient check must step around; `zero_at_zero` says g(0) = 0. `formula` is A as a line of
NumPy in z, for exported models; it gives the same bits, and one without it is not exported.
"""

import sys
from collections.abc import Mapping
from typing import ClassVar, Protocol

from hpsearch.engine.arrays import Array, Mask
from hpsearch.registry import on_demand


class Activation(Protocol):
    """What a layer asks of its activation."""

    name: ClassVar[str]
    formula: ClassVar[str]
    family: ClassVar[str]
    in_place: ClassVar[bool]
    kink: ClassVar[bool]
    zero_at_zero: ClassVar[bool]

    def forward(self, z: Array, a: Array, zeros: Array, **scratch: Array) -> None:
        """Write A = g(Z) into `a`, which is `z` itself where `in_place`; `zeros` is (units, examples)."""

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d` from dA into dZ = dA · g′(Z); all are (models, units, examples), and the others may be spoilt."""


ACTIVATIONS: Mapping[str, Activation] = on_demand(sys.modules[__name__])
