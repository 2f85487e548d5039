"""A region from which trials of a round are drawn, and how candidates are drawn in it."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hpsearch.records import Record
from hpsearch.samplers.coarse_to_fine.arrays import Floats

WIDEST_REGION = 0.8  # the mean width of a region, in the first round after the coarse one
SHRINK = 0.7  # that width is multiplied by this each time the number of trials doubles
NARROWEST_REGION = 0.05


class Region(Record):
    """A box around a trial: its centre and half its width along each axis. A wider box changes choices more often."""

    centre: Floats
    half: Floats

    @classmethod
    def around(cls, centre: Floats, lengths: Floats, doublings: float) -> "Region":
        """Return a region around `centre`, (axes,): narrow along axes with short lengths, and after many doublings."""
        width = max(NARROWEST_REGION, WIDEST_REGION * SHRINK**doublings)
        relative = lengths / np.exp(np.log(lengths).mean())
        inside = np.clip(
            np.where(np.isnan(centre), 0.5, centre), 0.0, 1.0
        )  # for a trial outside of the ranges, the nearest point
        return cls(inside, 0.5 * np.clip(width * relative, NARROWEST_REGION, 2.0))

    def low(self) -> Floats:
        """The lower end along each axis, (axes,). A region that would cross the edge is moved inside."""
        return np.clip(np.minimum(self.centre - self.half, 1 - 2 * self.half), 0.0, 1.0)

    def high(self) -> Floats:
        """The upper end along each axis, (axes,)."""
        return np.clip(np.maximum(self.centre + self.half, 2 * self.half), 0.0, 1.0)

    def candidates(self, draw: Generator, count: int, choices: NDArray[np.bool_]) -> Floats:
        """Draw coordinates, (count, axes): a candidate changes each axis with probability ½, and at least one axis."""
        axes = len(self.centre)
        uniform = draw.random((count, axes))
        in_box = self.low() + uniform * (self.high() - self.low())
        moved = draw.random((count, axes)) < 0.5
        moved[np.arange(count), draw.integers(axes, size=count)] = True
        drawn = np.where(choices, uniform, in_box)
        keep = np.where(choices, draw.random((count, axes)) < 1 - np.minimum(2 * self.half, 0.9), False) | ~moved
        return np.where(keep, self.centre, drawn)
