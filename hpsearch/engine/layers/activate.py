"""The activation layer."""

from hpsearch.engine.activations import Activation
from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Shapes, Views
from hpsearch.records import Record


class Activate(Record):
    """A = g(Z), unit by unit."""

    activation: Activation
    units: int

    @property
    def shapes(self) -> Shapes:
        """An activation has no parameters."""
        return {}

    @property
    def statistics(self) -> Shapes:
        """An activation keeps no statistics."""
        return {}

    @property
    def value_in_place(self) -> bool:
        """Whether A overwrites Z."""
        return self.activation.in_place

    @property
    def gradient_in_place(self) -> bool:
        """Whether dZ overwrites dA: it always does."""
        return True

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write A = g(Z) into `above`; both are (models, units, examples)."""
        scratch = {"scratch": memory.scratch} if getattr(self.activation, "needs_scratch", False) else {}
        self.activation.forward(below, above, memory.zeros, **scratch)

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
        """Turn dA into dZ = dA · g′(Z), (models, units, examples), in place."""
        self.activation.backward(below, above, d_above, memory.scratch, memory.mask)

    def predict(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write A = g(Z) into `above`, as in training; both are (models, units, examples)."""
        self.forward(w, below, above, memory)
