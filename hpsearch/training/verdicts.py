"""What the curve of a training says: whether it is stuck (notes §XXI), or far off."""

from collections.abc import Sequence
from math import log

import numpy as np

from hpsearch.engine.averages import smooth

WINDOW = 10
"""Epochs without progress that make a plateau."""

FAR = 100.0
"""How many times the loss of a guess is a loss that no training leads to."""


def far_off(loss: float, classes: int) -> bool:
    """Whether a finite loss is far above that of a guess: log C among so many classes, 1 for a standardised target.

    >>> far_off(2.3, classes=10), far_off(2.1e7, classes=10)
    (False, True)
    """
    return loss > FAR * (log(classes) if classes else 1.0)


def plateau(
    losses: Sequence[float], gradient_norms: Sequence[float], *, progress: float = 0.01, small: float = 0.1
) -> int | None:
    """The epoch, from 1, since which the training has been on a plateau; None where it is on none.

    Both sequences have a value an epoch. A plateau lasts WINDOW epochs or more, to the end: the smoothed training loss
    has not fallen by the share `progress` of itself, though it is still above the share `small` of where it began,
    and the gradient is below that share of its largest norm.

    >>> plateau([2.3] * 20, [1.0] + [0.01] * 19)
    4
    """
    loss, norm = smooth(losses, 0.5), smooth(gradient_norms, 0.5)
    if len(loss) <= WINDOW or loss[-1] < small * loss[0]:
        return None
    flat = (loss[:-1] - loss[-1] < progress * loss[-1]) & (norm[:-1] < small * norm.max())
    moving = np.flatnonzero(~flat)
    since = int(moving[-1]) + 2 if len(moving) else 1
    return since if len(loss) - since >= WINDOW else None
