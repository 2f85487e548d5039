"""The form without a model: random draws in the box that contains the best trials (notes §XXII)."""

import numpy as np
from numpy.random import Generator

from hpsearch.space import Choices, Domain


def plain_coordinate(best: list[float], domain: Domain, spacing: float, draw: Generator) -> float:
    """Draw a coordinate on one axis in the box of the `best` trials; in the whole range if they are too few.

    The box contains them, widened on both sides by their mean gap, but at least by `spacing`. The weight of a choice is
    the number of best trials with it, plus one.
    """
    if isinstance(domain, Choices) and len(best) > 1:
        return _like(best, len(domain.options), draw)
    return draw.uniform(*box(best, spacing))


def box(coordinates: list[float], spacing: float) -> tuple[float, float]:
    """Return the ends of the coordinates, widened by the larger of their mean gap and `spacing`, within [0, 1].

    With fewer than two coordinates it is the whole range.
    """
    if len(coordinates) < 2:
        return 0.0, 1.0
    low, high = min(coordinates), max(coordinates)
    margin = max(spacing, (high - low) / (len(coordinates) - 1))
    return max(0.0, low - margin), min(1.0, high + margin)


def _like(coordinates: list[float], options: int, draw: Generator) -> float:
    """Draw an option with a weight of its number of `coordinates` plus one; return a coordinate of it."""
    counts = np.bincount((np.array(coordinates) * options).astype(int), minlength=options) + 1
    return float((draw.choice(options, p=counts / counts.sum()) + 0.5) / options)
