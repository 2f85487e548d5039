"""Figures with their uncertainty in sentences: it has two digits, and the figure ends at the same place."""

from math import isfinite

from hpsearch.trials.table import short

_MOST_DECIMALS = 8


def plus_minus(value: float, half: float) -> str:
    """A value and the half of its interval; the value alone where that is 0 or not known.

    >>> plus_minus(0.1, 0.016421), plus_minus(159131.04, 1234.5), plus_minus(0.1, 0.0)
    ('0.100 ± 0.016', '159131 ± 1234', '0.1')
    """
    return f"{to_place_of(half, value)} ± {to_place_of(half, half)}" if half and isfinite(half) else short(value)


def low_to_high(low: float, high: float) -> str:
    """The ends of an interval.

    >>> low_to_high(-0.009105, 0.09552), low_to_high(11.4, 180.6), low_to_high(-0.0, 0.0)
    ('-0.009 to 0.096', '11 to 181', '0 to 0')
    """
    half = (high - low) / 2
    return f"{to_place_of(half, low)} to {to_place_of(half, high)}"


def to_place_of(uncertainty: float, value: float) -> str:
    """A value up to the place of the second digit of its uncertainty, with all digits before the point.

    >>> to_place_of(0.0523, 0.04375), to_place_of(0.0523, -0.0001), to_place_of(0.0996, 1.23456)
    ('0.044', '0.000', '1.23')
    """
    if not uncertainty or not isfinite(uncertainty):
        return short(value + 0.0)  # never -0
    decimals = max(0, 1 - int(f"{uncertainty:.1e}".split("e")[1]))
    if decimals > _MOST_DECIMALS:
        return f"{value:.6g}"
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def probability(p: float) -> str:
    """A p-value with its sign.

    >>> probability(0.0321), probability(0.0)
    ('= 0.032', '< 0.001')
    """
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"
