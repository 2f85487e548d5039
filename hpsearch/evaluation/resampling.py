"""Bootstrap resamples of units, which are rows or groups of rows (Efron 1979)."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record

RESAMPLES = 2_000
_COUNTS_AT_ONCE = 1 << 22


class Resamples(Record):
    """A number of bootstrap resamples of `units` units, equal for equal seeds and numbers of units."""

    units: int
    seed: int
    count: int = RESAMPLES

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        """Yield how often each unit is drawn, (resamples, units), for a block of resamples at a time."""
        drawing = generator(self.seed, Purpose.RESAMPLING)
        step = max(1, _COUNTS_AT_ONCE // self.units)
        for start in range(0, self.count, step):
            some = min(step, self.count - start)
            drawn = drawing.integers(self.units, size=(some, self.units)) + self.units * np.arange(some)[:, None]
            counts = np.bincount(drawn.ravel(), minlength=some * self.units)
            yield counts.reshape(some, self.units).astype(np.float64)
