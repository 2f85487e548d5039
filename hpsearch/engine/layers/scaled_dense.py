"""The first dense layer, with a learned scale of each input (Holzmüller et al. 2024)."""

from functools import cached_property

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Shapes, Views
from hpsearch.engine.layers.dense import Dense

FACTOR = 6
"""Speed of the scale relative to W with optimizers whose steps do not scale with the gradient, such as Adam."""


class ScaledDense(Dense, dict=True):
    """Z = W (6u ⊙ A) + b, computed as W′ A + b with W′ = W ⊙ 6uᵀ, so without another product over examples.

    u, the parameter `scale`, is (models, 1, in) and starts at 1/6. W′ is kept from forward to backward.
    """

    @property
    def shapes(self) -> Shapes:
        """W, u and b of one model."""
        return {**super().shapes, "scale": (1, self.n_in)}

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write Z = W′ A + b into `above`, (models, units, examples)."""
        super().forward({**w, "W": self._scaled(w)}, below, above, memory)

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
        """dW′ as a dense layer has it, (models, out, in); dW = dW′ ⊙ 6uᵀ and du = 6 Σ dW′ ⊙ W over the units."""
        product = self._products[len(d_above)]
        super().backward({**w, "W": product}, below, above, d_above, dw, d_below, memory)
        np.multiply(dw["W"], w["W"], out=product)
        np.sum(product, axis=1, keepdims=True, out=dw["scale"])
        dw["scale"][...] *= FACTOR
        np.multiply(dw["W"], w["scale"], out=product)  # in place NumPy would allocate an array
        np.multiply(product, FACTOR, out=dw["W"])

    def _scaled(self, w: Views) -> Array:
        """Return W′, in an array that is allocated once."""
        models = len(w["W"])
        if models not in self._products:
            self._products[models] = np.empty(w["W"].shape, w["W"].dtype)
        return scaled_weights(w, self._products[models])

    @cached_property
    def _products(self) -> dict[int, Array]:
        return {}


def scaled_weights(w: Views, out: Array) -> Array:
    """Write W ⊙ 6uᵀ, (models, out, in), to `out`."""
    np.multiply(w["W"], w["scale"], out=out)
    out *= FACTOR
    return out
