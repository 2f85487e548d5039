"""The dense layer (notes §VI)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Views


@dataclass(frozen=True, slots=True)
class Dense:
    """Z = W A + b.  W: (models, out, in), b: (models, out, 1), A: (models, in, examples)."""

    n_in: int
    n_out: int

    @property
    def shapes(self) -> Mapping[str, tuple[int, int]]:
        """W and b of one model."""
        return {"W": (self.n_out, self.n_in), "b": (self.n_out, 1)}

    @property
    def units(self) -> int:
        """Rows of Z."""
        return self.n_out

    @property
    def value_in_place(self) -> bool:
        """Z has another shape than A."""
        return False

    @property
    def gradient_in_place(self) -> bool:
        """And so have dZ and dA."""
        return False

    def forward(self, w: Views, below: Array, above: Array) -> None:
        """Z = W A + b."""
        np.matmul(w["W"], below, out=above)  # (models, out, in) @ (models, in, examples)
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
        """dW = dZ Aᵀ, db = dZ 1, dA = Wᵀ dZ; the first layer hands nothing down."""
        np.matmul(d_above, below.swapaxes(-1, -2), out=dw["W"])  # (out, examples) @ (examples, in)
        np.matmul(d_above, memory.ones, out=dw["b"])  # (out, examples) @ (examples, 1): half a sum's time
        if d_below is not None:
            np.matmul(w["W"].swapaxes(-1, -2), d_above, out=d_below)  # (in, out) @ (out, examples)
