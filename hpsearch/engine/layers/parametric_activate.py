"""The activation whose units learn how non-linear they are (RealMLP, Holzmüller et al. 2024)."""

from functools import cached_property

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Shapes, Views
from hpsearch.engine.layers.activate import Activate

PACE = 0.1
"""Speed of α relative to W with optimizers whose steps do not scale with the gradient, such as Adam."""


class ParametricActivate(Activate, dict=True):
    """A = Z + α (g(Z) − Z), unit by unit: linear for α = 0, and g for the initial α = 1.

    α = u/10, and u is the parameter `bend`, (models, units, 1).
    """

    @property
    def shapes(self) -> Shapes:
        """The u of one model."""
        return {"bend": (self.units, 1)}

    @property
    def value_in_place(self) -> bool:
        """False, as A and the gradient of α need Z."""
        return False

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write A into `above`; it and Z are (models, units, examples)."""
        self._activate(below, above, memory)
        above -= below
        above *= _alpha(w, memory)
        above += below

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
        """dα = Σ dA (g(Z) − Z) over the examples, (models, units, 1); dZ = dA (1 + α (g′(Z) − 1)) replaces dA."""
        self._activate(below, above, memory)
        np.subtract(above, below, out=memory.scratch)
        memory.scratch[...] *= d_above
        np.matmul(memory.scratch, memory.ones, out=dw["bend"])  # (units, examples) @ (examples, 1)
        dw["bend"][...] *= PACE
        slope = self._slope(d_above)
        slope[...] = 1
        z = above if self.activation.in_place else below
        self.activation.backward(z, above, slope, memory.scratch, memory.mask)  # g′(Z)
        slope -= 1
        slope *= _alpha(w, memory)
        slope += 1
        d_above *= slope

    def _activate(self, z: Array, g: Array, memory: Memory) -> None:
        """Write g(Z) into `g`; Z is unchanged."""
        if self.activation.in_place:
            np.copyto(g, z)
            z = g
        super().forward({}, z, g, memory)

    def _slope(self, like: Array) -> Array:
        """Return an array for g′(Z), (models, units, examples), allocated once."""
        if like.shape not in self._slopes:
            self._slopes[like.shape] = np.empty_like(like)
        return self._slopes[like.shape]

    @cached_property
    def _slopes(self) -> dict[tuple[int, ...], Array]:
        return {}


def _alpha(w: Views, memory: Memory) -> Array:
    """α, (models, units, 1)."""
    alpha: Array = np.multiply(w["bend"], PACE, out=memory.columns[0])
    return alpha
