"""Weight averaging: models are judged and saved with the mean of their last parameters (Polyak & Juditsky 1992)."""

from collections.abc import Sequence

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.descent import BLOCK


class WeightAverage:
    """θ̄ = (1 − s) θ̄ + s θ with s = (1 − β)/(1 − βᵗ): the average of `parameters`, (models, size), without bias.

    It starts as the parameters after the first step, or continues from `average`, of the same shape. The running
    averages of batch normalisation are averaged, too, like the weights to which they belong.
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
        """Add the parameters after step number `t`; each model has its own β."""
        shares = [[(1 - beta) / (1 - beta**t)] for beta in betas]  # Python floats: bits independent of other models
        share = np.array(shares, self.average.dtype)
        rest = 1 - share
        for average, parameters, scratch in self._blocks:
            np.multiply(parameters, share, out=scratch)
            np.multiply(average, rest, out=average)
            np.add(average, scratch, out=average)
