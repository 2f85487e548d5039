"""The plain form: random draws in the box that holds the best trials (notes §XXII)."""

import numpy as np
from numpy.random import Generator

from hpsearch.space import Choices, Domain


def plain_coordinate(best: list[float], domain: Domain, spacing: float, draw: Generator) -> float:
    """A coordinate along one axis, of whose best trials some are given; from the whole range if these are too few.

    The box spans them, widened on both sides by their mean gap, and by no less than `spacing`; choices are drawn as
    often as the best trials made them, plus one.
    """
    if isinstance(domain, Choices) and len(best) > 1:
        return _like(best, len(domain.options), draw)
    return draw.uniform(*box(best, spacing))


def box(coordinates: list[float], spacing: float) -> tuple[float, float]:
    """The ends of the coordinates, widened by their mean gap, or `spacing` if larger, and kept within [0, 1].

    The whole range where there are fewer than two.
    """
    if len(coordinates) < 2:
        return 0.0, 1.0
    low, high = min(coordinates), max(coordinates)
    margin = max(spacing, (high - low) / (len(coordinates) - 1))
    return max(0.0, low - margin), min(1.0, high + margin)


def _like(coordinates: list[float], options: int, draw: Generator) -> float:
    """A coordinate in the share of an option, drawn as often as `coordinates` name it, plus one."""
    counts = np.bincount((np.array(coordinates) * options).astype(int), minlength=options) + 1
    return float((draw.choice(options, p=counts / counts.sum()) + 0.5) / options)
