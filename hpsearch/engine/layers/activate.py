"""The activation as a layer."""

from collections.abc import Mapping
from dataclasses import dataclass

from hpsearch.engine.activations import Activation
from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Views


@dataclass(frozen=True, slots=True)
class Activate:
    """A = g(Z), unit by unit."""

    activation: Activation
    units: int

    @property
    def shapes(self) -> Mapping[str, tuple[int, int]]:
        """Nothing to learn."""
        return {}

    @property
    def value_in_place(self) -> bool:
        """Whether A takes the place of Z."""
        return self.activation.in_place

    @property
    def gradient_in_place(self) -> bool:
        """The gradient of Z takes the place of A's."""
        return True

    def forward(self, w: Views, below: Array, above: Array) -> None:
        """A = g(Z)."""
        self.activation.forward(below, above)

    def backward(
        self,
        w: Views,
        below: Array,
        above: Array,
        d_above: Array,
        dw: Views,
        d_below: Array | None,
        memory: Memory,
    ) -> None:
        """dZ = dA · g′(Z), in the place of dA."""
        self.activation.backward(below, above, d_above, memory.scratch, memory.mask)
