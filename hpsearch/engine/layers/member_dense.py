"""The first dense layer of members with shared weights (TabM-mini, Gorishniy et al. 2024)."""

from functools import cached_property

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Shapes, Views
from hpsearch.engine.layers.dense import Dense


class MemberDense(Dense, dict=True):
    """Z_k = W (c s_k ⊙ A) + b for each member k, computed as W′_k A + b with W′_k = W ⊙ c s_kᵀ.

    A is (models, in, examples), the same for all members, and Z is (models, out, members · examples). s, the parameter
    `scales`, is (models, members, in) and starts as random signs divided by c, the `factor`. W′ is kept from forward to
    backward.
    """

    members: int = 1
    factor: float = 1.0

    @property
    def shapes(self) -> Shapes:
        """W, s and b of one model."""
        return {**super().shapes, "scales": (self.members, self.n_in)}

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write Z into `above`, (models, out, members · examples)."""
        product, *_ = self._arrays(w["W"])
        member_weights(w, self.factor, product)
        below = below if below.ndim == 2 else below[:, None]
        np.matmul(product, below, out=by_member(above, self.members))  # (members, out, in) @ (in, examples)
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
        """dW′_k = dZ_k Aᵀ, (out, in); dW = c Σ_k dW′_k ⊙ s_kᵀ; ds_k = c Σ dW′_k ⊙ W over the units.

        dA = Σ_k W′_kᵀ dZ_k, (in, examples), where it is asked for.
        """
        product, scratch, total = self._arrays(w["W"])
        if d_below is not None:
            self._backward_to(d_below, product, by_member(d_above, self.members))
        below = below if below.ndim == 2 else below[:, None]
        np.matmul(by_member(d_above, self.members), below.swapaxes(-1, -2), out=product)
        if self.bias:
            np.matmul(d_above, memory.ones, out=dw["b"])  # (out, members · examples) @ (members · examples, 1)
        if self.factor != 1:
            product *= self.factor
        total[...] = 0
        for member in range(self.members):
            each, of_member = product[:, member], slice(member, member + 1)
            np.multiply(each, w["W"], out=scratch)
            np.sum(scratch, axis=1, keepdims=True, out=dw["scales"][:, of_member])
            np.multiply(each, w["scales"][:, of_member], out=scratch)
            total += scratch  # dW itself is not contiguous and would be copied
        np.copyto(dw["W"], total)

    def _backward_to(self, d_below: Array, product: Array, d_above: Array) -> None:
        """Write dA, (models, in, examples), for W′ in `product` and dZ, (models, members, units, examples)."""
        if d_below.shape not in self._below:
            self._below[d_below.shape] = np.empty_like(d_below)
        of_member = self._below[d_below.shape]
        d_below[...] = 0
        for member in range(self.members):
            np.matmul(product[:, member].swapaxes(-1, -2), d_above[:, member], out=of_member)
            d_below += of_member

    def _arrays(self, weights: Array) -> tuple[Array, Array, Array]:
        """Return arrays for W′, (models, members, out, in), and two of the shape of W; allocated once."""
        models, n_out, n_in = weights.shape
        if models not in self._made:
            product = np.empty((models, self.members, n_out, n_in), weights.dtype)
            self._made[models] = product, np.empty(weights.shape, weights.dtype), np.empty(weights.shape, weights.dtype)
        return self._made[models]

    @cached_property
    def _made(self) -> dict[int, tuple[Array, Array, Array]]:
        return {}

    @cached_property
    def _below(self) -> dict[tuple[int, ...], Array]:
        return {}


def member_weights(w: Views, factor: float, out: Array) -> Array:
    """Write W ⊙ c s_kᵀ of each member, (models, members, out, in), to `out`."""
    np.multiply(w["W"][:, None], w["scales"][:, :, None], out=out)
    if factor != 1:
        out *= factor
    return out


def by_member(values: Array, members: int) -> Array:
    """Return values of a shared layer, (models, units, members · examples), as (models, members, units, examples)."""
    models, units, _ = values.shape
    return values.reshape(models, units, members, -1, copy=False).swapaxes(1, 2)
