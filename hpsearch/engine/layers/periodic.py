"""Periodic inputs with learned frequencies (Gorishniy et al. 2022; with a phase as in Holzmüller et al. 2024)."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Shapes, Views
from hpsearch.records import Record

DEVIATION = 0.6 * np.pi
"""The standard deviation of the frequencies at the start, in radians for a scaled number of 1."""


class Periodic(Record):
    """A = [cos(F ⊙ X + P); X]: `waves` cosines of each of the first `numbers` inputs, then all inputs.

    F, the parameter `frequency`, and P, `phase`, are (models, numbers, waves); X is (models, in, examples), or (in,
    examples) for all models alike. A is (models, numbers · waves + in, examples).
    """

    n_in: int
    numbers: int
    waves: int

    @property
    def shapes(self) -> Shapes:
        """F and P of one model."""
        return {"frequency": (self.numbers, self.waves), "phase": (self.numbers, self.waves)}

    @property
    def statistics(self) -> Shapes:
        """It keeps no statistics."""
        return {}

    @property
    def units(self) -> int:
        """Number of rows of A."""
        return self.cosines + self.n_in

    @property
    def cosines(self) -> int:
        """Number of cosines, which are the first rows of A."""
        return self.numbers * self.waves

    @property
    def value_in_place(self) -> bool:
        """False, as A has more rows than X."""
        return False

    @property
    def gradient_in_place(self) -> bool:
        """False, as the inputs have no gradient."""
        return False

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write A into `above`."""
        np.cos(self._angles(w, below, above), out=above[:, : self.cosines])
        above[:, self.cosines :] = below

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
        """dP = −Σ dA ⊙ sin(F ⊙ X + P) and dF = −Σ dA ⊙ sin(F ⊙ X + P) ⊙ X over the examples; there is no dX.

        The angles are computed again, and the gradients of the rows that are the inputs themselves are not needed.
        """
        d_angles = np.sin(self._angles(w, below, memory.scratch), out=memory.scratch[:, : self.cosines])
        d_angles *= d_above[:, : self.cosines]
        np.negative(d_angles, out=d_angles)
        np.matmul(d_angles, memory.ones, out=_column(dw["phase"]))  # (numbers · waves, examples) @ (examples, 1)
        x = self._numbers(below).swapaxes(-1, -2)
        np.matmul(self._by_number(d_angles), x, out=dw["frequency"][..., None])  # (waves, examples) @ (examples, 1)

    def predict(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write A into `above`, as in training."""
        self.forward(w, below, above, memory)

    def _angles(self, w: Views, below: Array, out: Array) -> Array:
        """Write F ⊙ X + P into the first rows of `out`, and return these, (models, numbers · waves, examples)."""
        angles = out[:, : self.cosines]
        x = self._numbers(below)
        np.matmul(w["frequency"][..., None], x, out=self._by_number(angles))  # a product of NumPy would allocate arrays
        angles += _column(w["phase"])
        return angles

    def _by_number(self, rows: Array) -> Array:
        """Return rows, (models, numbers · waves, examples), as a view (models, numbers, waves, examples)."""
        return rows.reshape(len(rows), self.numbers, self.waves, rows.shape[-1], copy=False)

    def _numbers(self, below: Array) -> Array:
        """Return the numbers among the inputs, (numbers, 1, examples), with models in front if they differ."""
        return below[..., : self.numbers, None, :]


def _column(values: Array) -> Array:
    """Return (models, numbers, waves) as a view (models, numbers · waves, 1)."""
    return values.reshape(len(values), -1, 1, copy=False)
