"""No activation: the network stays linear."""

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record


class Identity(Record):
    """Leaves Z as it is: A = Z."""

    name = "identity"
    formula = "z"
    family = "xavier"
    in_place = True
    kink = False
    zero_at_zero = True

    def forward(self, z: Array, a: Array, zeros: Array) -> None:
        """Leave Z, (models, units, examples), as it is."""

    def backward(self, z: Array, a: Array, d: Array, scratch: Array, mask: Mask) -> None:
        """Leave dA, (models, units, examples), as it is: g′ = 1."""
