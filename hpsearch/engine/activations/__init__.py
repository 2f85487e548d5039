"""The activations: one file each, found by name.

An activation has a `name`; `family`, the initializer that `auto` chooses for it (he or xavier); `forward`, which
computes A from Z (into Z itself if `in_place`); and `backward`, which turns dA into dZ in place. With `needs_scratch`
it gets a temporary array in `forward`. With a `kink` it has no derivative at 0, which a gradient check must avoid;
`zero_at_zero` says that g(0) = 0. `formula` is A as a NumPy expression in z, for exported models, with the same bits;
without it the activation cannot be exported.
"""

import sys
from collections.abc import Mapping
from typing import ClassVar, Protocol

from hpsearch.engine.arrays import Array, Mask
from hpsearch.registry import on_demand


class Activation(Protocol):
    """What a layer needs of its activation."""

    name: ClassVar[str]
    formula: ClassVar[str]
    family: ClassVar[str]
    in_place: ClassVar[bool]
    kink: ClassVar[bool]
    zero_at_zero: ClassVar[bool]

    def forward(self, z: Array, a: Array, zeros: Array, **scratch: Array) -> None:
        """Write A = g(Z) into `a`, which is `z` itself if `in_place`; `zeros` is (units, examples)."""

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Turn `d` from dA into dZ = dA · g′(Z); all are (models, units, examples); the others may be overwritten."""


ACTIVATIONS: Mapping[str, Activation] = on_demand(sys.modules[__name__])
