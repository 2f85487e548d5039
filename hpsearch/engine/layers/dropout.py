"""Inverted dropout (Srivastava et al. 2014; notes §VII, VIII)."""

import numpy as np
from numpy.random import Generator

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Memory, Shapes, Views


class Dropout:
    """A ∘ D: each unit is kept with probability keep_prob and divided by it, so that its mean is unchanged.

    `keep_prob` is (models,). All models share the random draws, so that two models differ only by their settings. The
    mask D is that of the last `draw`; prediction has no dropout.
    """

    def __init__(self, units: int, keep_prob: Array) -> None:
        self.units = units
        self._keep_prob = self._divided = keep_prob
        self._masks: dict[int, tuple[Array, Array]] = {}
        self.keep(keep_prob)

    shapes: Shapes = {}  # noqa: RUF012 (the protocol's property, empty here)
    statistics: Shapes = {}  # noqa: RUF012
    value_in_place = False  # the activation's gradient needs the original A
    gradient_in_place = True

    def keep(self, keep_prob: Array) -> None:
        """Set the keep probabilities, (models,), from the next `draw` on."""
        one = keep_prob[:1] if (keep_prob == keep_prob[0]).all() else keep_prob  # one mask for all
        if self._masks and len(one) != len(self._keep_prob):
            self._masks = {}
        self._keep_prob = one.reshape(-1, 1, 1)
        self._divided = 1 / self._keep_prob

    def draw(self, generator: Generator, examples: int) -> None:
        """Draw a new mask for a batch of `examples` examples."""
        if examples not in self._masks:
            shape, dtype = (self.units, examples), self._keep_prob.dtype
            self._masks[examples] = np.empty(shape, dtype), np.empty((len(self._keep_prob), *shape), dtype)
        uniform, mask = self._masks[examples]
        generator.random(out=uniform, dtype=uniform.dtype)  # (units, examples)
        np.less(uniform, self._keep_prob, out=mask, casting="unsafe")
        mask *= self._divided  # D: 1/keep_prob with that probability, else 0

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write A ∘ D into `above`; all three are (models, units, examples)."""
        np.multiply(below, self._mask(below), out=above)

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
        """Turn d(A ∘ D) into dA = d(A ∘ D) ∘ D, (models, units, examples), in place."""
        d_above *= self._mask(d_above)

    def predict(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Prediction keeps every unit: `above` is `below`, (models, units, examples)."""
        np.copyto(above, below)

    def _mask(self, like: Array) -> Array:
        return self._masks[like.shape[-1]][1]
