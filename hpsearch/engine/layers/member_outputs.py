"""The last layer of members: each has its own output layer after the shared layers."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Shapes, Views
from hpsearch.engine.layers.dense import Dense
from hpsearch.engine.layers.member_dense import by_member


class MemberOutputs(Dense):
    """Z_k = W_k A_k + b_k for each member k.

    W is (models, members · out, in), b (models, members · out, 1), A (models, in, members · examples), and Z
    (models, members · out, examples): the rows of a member are adjacent.
    """

    members: int = 1

    @property
    def shapes(self) -> Shapes:
        """W and b of one model, stacked over its members."""
        return {"W": (self.units, self.n_in), "b": (self.units, 1)}

    @property
    def units(self) -> int:
        """The rows of Z: the outputs of all members."""
        return self.members * self.n_out

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write Z into `above`, (models, members · out, examples)."""
        np.matmul(self._rows(w["W"]), by_member(below, self.members), out=self._rows(above))
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
        """dW_k = dZ_k A_kᵀ, (out, in); db_k = dZ_k 1; dA_k = W_kᵀ dZ_k, (in, examples)."""
        dz = self._rows(d_above)
        np.matmul(dz, by_member(below, self.members).swapaxes(-1, -2), out=self._rows(dw["W"]))
        np.matmul(d_above, memory.ones, out=dw["b"])
        if d_below is not None:
            np.matmul(self._rows(w["W"]).swapaxes(-1, -2), dz, out=by_member(d_below, self.members))

    def _rows(self, values: Array) -> Array:
        """Return (models, members · out, n) as (models, members, out, n)."""
        models, _, columns = values.shape
        return values.reshape(models, self.members, self.n_out, columns, copy=False)
