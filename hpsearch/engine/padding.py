"""Padding: add units without effect, so that networks of different widths train as one stack.

The weights of a padded unit are 0, so its value is g(0). If g(0) is 0, the gradients of its weights are 0, too, and no
optimizer moves them: the network computes the same as without the unit.
"""

import numpy as np

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.arrays import Labels

COARSE, FINE = 32, 16
"""Small and large layers are padded to multiples of these numbers of units."""

SMALL = 128
"""Largest number of units of a small layer, where stacking saves more than padding costs."""


def padded(hidden: tuple[int, ...], activation: str) -> tuple[int, ...]:
    """Return the units of each hidden layer of the stack for a network; independent of other networks.

    >>> padded((137, 10), "relu"), padded((137, 10), "sigmoid")
    ((144, 32), (137, 10))
    """
    if not ACTIVATIONS[activation].zero_at_zero:
        return hidden
    return tuple(_up(units, COARSE if units <= SMALL else FINE) for units in hidden)


def _up(units: int, multiple: int) -> int:
    return -(-units // multiple) * multiple


def places(network: Architecture, stack: Architecture) -> Labels:
    """Return the index of each parameter of `network` among those of the wider `stack`, (size,)."""
    inner = [
        np.arange(part.start, part.stop).reshape(wide)[: narrow[0], : narrow[1]].ravel()
        for (_, _, wide, part), (_, _, narrow, _) in zip(
            stack.layout().tensors(), network.layout().tensors(), strict=True
        )
    ]
    return np.concatenate(inner)
