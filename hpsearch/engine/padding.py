"""Padding: networks of different widths as one stack, each beside units that take no part.

A padded unit has no weights, in or out, so that its value is g(0). Where that is 0, the gradients of all its weights
are products with 0, and no optimizer ever moves them: the network computes what it computes without them.
"""

import numpy as np

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.arrays import Labels

COARSE, FINE = 32, 16
"""Units to whose multiples small and large layers are padded."""

SMALL = 128
"""Units up to which a layer is small: there stacking saves more than padding costs."""


def padded(hidden: tuple[int, ...], activation: str) -> tuple[int, ...]:
    """The units of each hidden layer of the stack that a network trains in: a matter of this network alone.

    >>> padded((137, 10), "relu"), padded((137, 10), "sigmoid")
    ((144, 32), (137, 10))
    """
    if not ACTIVATIONS[activation].zero_at_zero:
        return hidden
    return tuple(_up(units, COARSE if units <= SMALL else FINE) for units in hidden)


def _up(units: int, multiple: int) -> int:
    return -(-units // multiple) * multiple


def places(network: Architecture, stack: Architecture) -> Labels:
    """Where each parameter of `network` lies among those of the wider `stack`, (size,)."""
    inner = [
        np.arange(part.start, part.stop).reshape(wide)[: narrow[0], : narrow[1]].ravel()
        for (_, _, wide, part), (_, _, narrow, _) in zip(
            stack.layout().tensors(), network.layout().tensors(), strict=True
        )
    ]
    return np.concatenate(inner)
