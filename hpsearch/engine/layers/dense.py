"""The dense layer (notes §VI)."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Shapes, Views
from hpsearch.records import Record


class Dense(Record):
    """Z = W A + b.  W: (models, out, in), b: (models, out, 1), A: (models, in, examples).

    Without `bias` it is Z = W A, as before batch normalisation (notes §XXVI).
    """

    n_in: int
    n_out: int
    bias: bool = True

    @property
    def shapes(self) -> Shapes:
        """W and b of one model."""
        w: Shapes = {"W": (self.n_out, self.n_in)}
        return {**w, "b": (self.n_out, 1)} if self.bias else w

    @property
    def statistics(self) -> Shapes:
        """A dense layer keeps no statistics."""
        return {}

    @property
    def units(self) -> int:
        """Number of units: the rows of Z."""
        return self.n_out

    @property
    def value_in_place(self) -> bool:
        """False, as Z has another shape than A."""
        return False

    @property
    def gradient_in_place(self) -> bool:
        """False, as dZ has another shape than dA."""
        return False

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write Z = W A + b into `above`, (models, units, examples)."""
        np.matmul(w["W"], below, out=above)  # (models, out, in) @ (models, in, examples)
        if self.bias:
            above += w["b"]

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
        """dW = dZ Aᵀ, (models, out, in), db = dZ 1, (models, out, 1), dA = Wᵀ dZ; the first layer has no dA."""
        np.matmul(d_above, below.swapaxes(-1, -2), out=dw["W"])  # (out, examples) @ (examples, in)
        if self.bias:
            np.matmul(d_above, memory.ones, out=dw["b"])  # (out, examples) @ (examples, 1): half a sum's time
        if d_below is not None:
            np.matmul(w["W"].swapaxes(-1, -2), d_above, out=d_below)  # (in, out) @ (out, examples)

    def predict(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write Z = W A + b into `above`, as in training: (models, units, examples)."""
        self.forward(w, below, above, memory)
