"""Bootstrap resamples: how often each unit, a row or a group of rows, is drawn (Efron 1979)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hpsearch.randomness import Purpose, generator

RESAMPLES = 2_000
_COUNTS_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Resamples:
    """So many resamples of `units` units, the same for the same seed and number of units."""

    units: int
    seed: int
    count: int = RESAMPLES

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        """How often each unit is drawn, (resamples, units), of some resamples at a time."""
        drawing = generator(self.seed, Purpose.RESAMPLING)
        step = max(1, _COUNTS_AT_ONCE // self.units)
        for start in range(0, self.count, step):
            some = min(step, self.count - start)
            drawn = drawing.integers(self.units, size=(some, self.units)) + self.units * np.arange(some)[:, None]
            counts = np.bincount(drawn.ravel(), minlength=some * self.units)
            yield counts.reshape(some, self.units).astype(np.float64)
