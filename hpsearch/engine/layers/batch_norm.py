"""Batch normalisation (Ioffe & Szegedy 2015, alg. 1 and 2; notes §XXVI)."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.averages import update_average
from hpsearch.engine.layers import Memory, Shapes, Views
from hpsearch.records import Record

EPSILON = 1e-5
DECAY = 0.9
"""Decay of the running averages, which cover about ten batches."""


class BatchNorm(Record):
    """Ẑ = (Z − μ)/√(σ² + ε),  Z̃ = γẐ + β: μ and σ² over the batch in training, their averages in prediction.

    γ, β, μ, σ²: (models, units, 1); σ² is divided by the examples of the batch.
    """

    units: int

    @property
    def shapes(self) -> Shapes:
        """γ and β of one model."""
        return {"gamma": (self.units, 1), "beta": (self.units, 1)}

    @property
    def statistics(self) -> Shapes:
        """The running averages of μ and σ², a row each, and their number of batches."""
        return {"moments": (2, self.units), "batches": (1, 1)}

    @property
    def value_in_place(self) -> bool:
        """False, as the gradient needs the centred Z."""
        return False

    @property
    def gradient_in_place(self) -> bool:
        """Whether dZ overwrites dZ̃: it always does."""
        return True

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write Z̃ = γ/√(σ² + ε) · (Z − μ) + β, (models, units, examples), above; leaves Z − μ below."""
        mean, variance, inverse, gain = memory.columns[:4]
        np.matmul(below, memory.shares, out=mean)  # (units, examples) @ (examples, 1)
        below -= mean  # Z − μ
        np.square(below, out=above)
        np.matmul(above, memory.shares, out=variance)  # σ²

        np.add(variance, EPSILON, out=inverse)
        np.sqrt(inverse, out=inverse)
        np.divide(1, inverse, out=inverse)  # 1/√(σ² + ε)
        np.multiply(w["gamma"], inverse, out=gain)
        np.multiply(below, gain, out=above)
        above += w["beta"]

        w["batches"][...] += 1
        t = float(w["batches"][0, 0, 0])  # the same for all models of a stack
        update_average(_by_moment(w), memory.columns[:2], DECAY, t, scratch=memory.columns[4:])

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
        """dγ = Σ dZ̃ Ẑ and dβ = Σ dZ̃, (models, units, 1); dZ = γ/√(σ² + ε) · (dZ̃ − dβ/m − Ẑ dγ/m) replaces dZ̃."""
        column, _, inverse, gain = memory.columns[:4]
        share = 1 / below.shape[-1]
        np.multiply(d_above, below, out=memory.scratch)
        np.matmul(memory.scratch, memory.ones, out=dw["gamma"])
        dw["gamma"][...] *= inverse
        np.matmul(d_above, memory.ones, out=dw["beta"])  # (units, examples) @ (examples, 1)

        np.multiply(dw["gamma"], inverse, out=column)
        column *= share
        below *= column  # Ẑ dγ/m
        d_above -= below
        np.multiply(dw["beta"], share, out=column)
        d_above -= column  # dβ/m
        d_above *= gain

    def predict(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write Z̃, (models, units, examples), from the running averages, so that examples do not affect each other."""
        mean, variance = _by_moment(w)
        column = memory.columns[0]
        np.add(variance, EPSILON, out=column)
        np.sqrt(column, out=column)
        np.divide(w["gamma"], column, out=column)
        np.subtract(below, mean, out=above)
        above *= column
        above += w["beta"]


def _by_moment(w: Views) -> Array:
    """The running averages of μ and of σ², (2, models, units, 1)."""
    return w["moments"].swapaxes(0, 1)[..., None]
