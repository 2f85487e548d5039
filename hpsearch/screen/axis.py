"""Axes of a chart: linear, or logarithmic if values differ by orders of magnitude."""

from collections.abc import Sequence
from math import ceil, floor, inf, isfinite, log10

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record

_WIDE = 20.0
"""Ratio of the largest to the smallest value from which an axis is logarithmic."""

_MOST = 1e4
"""Ratio of the ends of a logarithmic axis; lower values are below it, such as a rate that falls to 0 at the end."""

TINY = 1e-300
"""Smallest difference of two numbers between which there are ticks."""


class ChartAxis(Record):
    """An axis from `low` to `high`, linear or logarithmic."""

    low: float
    high: float
    log: bool = False

    @classmethod
    def around(cls, values: NDArray[np.float64]) -> "ChartAxis":
        """Return an axis that contains all finite values.

        >>> ChartAxis.around(np.array([0.001, 5.0, np.nan]))
        ChartAxis(low=0.001, high=5.0, log=True)
        """
        finite = values[np.isfinite(values)]
        if not len(finite):
            return cls(0.0, 1.0)
        low, high = float(finite.min()), float(finite.max())
        if low == high:
            return cls(low - (abs(low) or 1.0) / 10, high + (abs(high) or 1.0) / 10)
        log = low > 0 and high / low > _WIDE
        return cls(max(low, high / _MOST) if log else low, high, log)

    def place(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the position of values, from 0 at `low` to 1 at `high`; NaN for those outside of the domain.

        >>> ChartAxis(0.01, 1, log=True).place(np.array([0.1]))
        array([0.5])
        """
        with np.errstate(all="ignore"):
            if not self.log:
                return (values - self.low) / (self.high - self.low)
            logs = np.log10(np.where(values > 0, values, np.nan))
            place: NDArray[np.float64] = (logs - log10(self.low)) / (log10(self.high) - log10(self.low))
            return place

    def ticks(self, most: int) -> Sequence[float]:
        """Return round values for the ticks of an axis, at most `most`.

        >>> ChartAxis(0.13, 0.92).ticks(4)
        [0.2, 0.4, 0.6, 0.8]
        >>> ChartAxis(0.01, 5, log=True).ticks(4)
        [0.01, 0.1, 1.0]
        """
        return _powers(self.low, self.high, most) if self.log else _round_steps(self.low, self.high, most)


def _round_steps(low: float, high: float, most: int) -> list[float]:
    span = high - low
    if not isfinite(span) or span < TINY:
        return [low]
    size = 10.0 ** floor(log10(span / most))
    step = next(size * factor for factor in (1, 2, 5, 10, 20, 50, inf) if span / (size * factor) <= most)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [float(f"{place * step:.12g}") for place in range(first, last + 1)]


def _powers(low: float, high: float, most: int) -> list[float]:
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    every = max(1, ceil((last - first + 1) / most))
    powers = [10.0**power for power in range(first, last + 1, every)]
    if len(powers) > 1 or most < 2:
        return powers
    between = [factor * 10.0**power for power in range(first - 1, last + 1) for factor in (1, 2, 5)]
    return [value for value in between if low <= value <= high][:most]
