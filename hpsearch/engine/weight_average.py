"""Weight averaging: the parameters that are judged and kept are a mean over the last steps (Polyak & Juditsky 1992)."""

from collections.abc import Sequence

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.descent import BLOCK


class WeightAverage:
    """θ̄ = (1 − s) θ̄ + s θ with s = (1 − β)/(1 − βᵗ): the average of `parameters`, (models, size), without bias.

    It begins as the parameters after the first step. `average`, of the same shape, is where an earlier one left off.
    Running averages of a batch normalisation are averaged with the weights that they belong to.
    """

    def __init__(self, parameters: Array, average: Array | None = None) -> None:
        self.average = parameters.copy() if average is None else average
        size = parameters.shape[1]
        scratch = np.empty((len(parameters), min(size, BLOCK)), parameters.dtype)
        parts = [slice(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK)]
        self._blocks = [
            (self.average[:, part], parameters[:, part], scratch[:, : part.stop - part.start]) for part in parts
        ]

    def update(self, betas: Sequence[float], t: int) -> None:
        """Take in the parameters after step number `t`; each model has a β of its own."""
        shares = [[(1 - beta) / (1 - beta**t)] for beta in betas]  # as numbers: a model's bits are its own
        share = np.array(shares, self.average.dtype)
        rest = 1 - share
        for average, parameters, scratch in self._blocks:
            np.multiply(parameters, share, out=scratch)
            np.multiply(average, rest, out=average)
            np.add(average, scratch, out=average)
