"""Padding: networks of different widths as one stack, each beside units that take no part.

A padded unit has no weights, in or out, so that its value is g(0). Where that is 0, the gradients of all its weights
are products with 0, and no optimizer ever moves them: the network computes what it computes without them.
"""

import numpy as np

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.arrays import Labels

MULTIPLE = 16
"""Hidden layers are padded to multiples of it: whole registers for the matrix products, and shapes that recur."""


def padded(hidden: tuple[int, ...], activation: str) -> tuple[int, ...]:
    """The units of each hidden layer of the stack that a network trains in: a matter of this network alone.

    >>> padded((137, 10), "relu"), padded((137, 10), "sigmoid")
    ((144, 16), (137, 10))
    """
    if not ACTIVATIONS[activation].zero_at_zero:
        return hidden
    return tuple(-(-units // MULTIPLE) * MULTIPLE for units in hidden)


def places(network: Architecture, stack: Architecture) -> Labels:
    """Where each parameter of `network` lies among those of the wider `stack`, (size,)."""
    inner = [
        np.arange(part.start, part.stop).reshape(wide)[: narrow[0], : narrow[1]].ravel()
        for (_, _, wide, part), (_, _, narrow, _) in zip(
            stack.layout().tensors(), network.layout().tensors(), strict=True
        )
    ]
    return np.concatenate(inner)
