"""95 % intervals for the mean of a few values (Student 1908)."""

from collections.abc import Sequence
from functools import cache
from math import atan2, cos, inf, pi, sin, sqrt, tan

from hpsearch.records import Record
from hpsearch.trials.repeats import mean, standard_deviation

COVERAGE = 0.95


class ConfidenceInterval(Record):
    """The 95 % interval of a mean: from `middle` − `half` to `middle` + `half`; `half` is infinite for a single value.

    >>> ConfidenceInterval.of([0.25, 0.5, 0.75])
    ConfidenceInterval(middle=0.5, half=0.621...)
    """

    middle: float
    half: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "ConfidenceInterval":
        """Return the interval of the mean of n independent values: x̄ ± t s/√n."""
        n = len(values)
        return cls(mean(values), t_quantile(n - 1) * standard_deviation(values) / sqrt(n) if n > 1 else inf)

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.middle - self.half

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.middle + self.half

    @property
    def contains_zero(self) -> bool:
        """Whether 0 lies in the interval, ends included."""
        return abs(self.middle) <= self.half


@cache
def t_quantile(degrees: int) -> float:
    """Return t such that 95 % of a t distribution with `degrees` degrees of freedom lie between −t and t.

    >>> round(t_quantile(4), 3)
    2.776
    """
    low, high = 0.0, pi / 2
    for _ in range(60):  # halvings: more than a float has bits
        middle = (low + high) / 2
        low, high = (middle, high) if _coverage(middle, degrees) < COVERAGE else (low, middle)
    return sqrt(degrees) * tan(high)


def t_probability(t: float, degrees: int) -> float:
    """Return the probability of a value farther from 0 than `t` under a t distribution.

    >>> round(t_probability(2.776, 4), 3)
    0.05
    """
    return max(0.0, 1 - _coverage(atan2(abs(t), sqrt(degrees)), degrees))


def _coverage(angle: float, degrees: int) -> float:
    """P(|T| < √ν tan θ), a finite sum (Abramowitz & Stegun 26.7.3 for odd ν, 26.7.4 for even)."""
    odd = degrees % 2
    term, total = cos(angle) if odd else 1.0, 0.0
    for power in range(odd, degrees - 1, 2):
        total += term
        term *= cos(angle) ** 2 * (power + 1) / (power + 2)
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
