"""Judge a training by its curve: plateau (notes §XXI), settled, spike, diverging, overfitting, broken."""

from collections.abc import Sequence
from math import log

import numpy as np

from hpsearch.engine.averages import smooth

WINDOW = 10
"""Number of epochs without progress that make a plateau."""

_FAR = 100.0
"""A loss of more than this multiple of the loss of a guess is far off."""


def far_off(loss: float, classes: int, targets: int = 1) -> bool:
    """Whether a finite loss is far above that of a guess: log C for C classes, 1 for each standardised target.

    >>> far_off(2.3, classes=10), far_off(2.1e7, classes=10)
    (False, True)
    """
    return loss > _FAR * (log(classes) if classes else targets)


def plateau(
    losses: Sequence[float], gradient_norms: Sequence[float], *, progress: float = 0.01, small: float = 0.1
) -> int | None:
    """Return the epoch, from 1, since which the training has been on a plateau; None if it is on none.

    Both sequences have one value per epoch. A plateau lasts at least WINDOW epochs, to the end: the smoothed training
    loss has not fallen by the share `progress` of itself, although it is still above the share `small` of its first
    value, and the gradient norm is below the share `small` of its largest value.

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


def settled(losses: Sequence[float], *, epochs: int = 2 * WINDOW, progress: float = 0.01) -> int | None:
    """Return the epoch, from 1, since which the smoothed training loss has not fallen by the share `progress`, or None.

    That epoch is at least `epochs` ago. The loss is as low as it gets, or it oscillates because steps are too long.

    >>> settled([0.9, 0.5] + [0.3, 0.4] * 30), settled([0.97**n for n in range(60)])
    (41, None)
    """
    loss = smooth(losses, 0.9).tolist()
    lowest = 0
    for epoch, value in enumerate(loss):
        if value < (1 - progress) * loss[lowest]:
            lowest = epoch
    return lowest + 1 if len(loss) - 1 - lowest >= epochs else None


def spike(losses: Sequence[float], *, times: float = 1.5, spread: float = 4.0) -> bool:
    """Whether the last training loss jumped: above `times` the smoothed loss before it, and by more than usual changes.

    >>> spike([0.5, 0.4, 0.35, 0.3, 0.9]), spike([0.5, 0.4, 0.35, 0.3, 0.31])
    (True, False)
    """
    if len(losses) < 4:
        return False
    before = np.asarray(losses[-WINDOW - 1 : -1], np.float64)
    usual = float(np.median(np.abs(np.diff(before))))
    level = float(smooth(before, 0.5)[-1])
    return bool(losses[-1] > times * level and losses[-1] - before[-1] > spread * usual)


def diverging(losses: Sequence[float], *, epochs: int = 4, times: float = 1.5) -> int | None:
    """Return the epoch, from 1, since which the training loss keeps rising; None if it does not.

    It rose in each of the last `epochs` epochs, to `times` its value before them.

    >>> diverging([1.0, 0.8, 0.9, 1.1, 1.4, 1.9])
    3
    """
    if len(losses) <= epochs:
        return None
    steps = np.diff(np.asarray(losses, np.float64)) > 0
    rising = len(steps) - (int(np.flatnonzero(~steps)[-1]) + 1 if not steps.all() else 0)
    if rising < epochs or losses[-1] < times * losses[-1 - rising]:
        return None
    return len(losses) - rising + 1


def overfitting(
    train: Sequence[float],
    dev: Sequence[float],
    costs: Sequence[float] | None = None,
    *,
    epochs: int = WINDOW,
    margin: float = 0.02,
) -> int | None:
    """Return the epoch, from 1, after which the dev loss rose while the training loss fell; None if it did not.

    That epoch has the lowest smoothed dev loss and is at least `epochs` ago; the last dev loss is higher by the share
    `margin`. If trials are compared by another metric, `costs` has it, lower is better; it must not have improved
    since.

    >>> overfitting([1 / n for n in range(1, 31)], [1 / n + 0.004 * n for n in range(1, 31)])
    17
    """
    fitted, judged = smooth(train, 0.5), smooth(dev, 0.5)
    if len(judged) <= epochs:
        return None
    best = int(np.argmin(judged))
    worse = judged[-1] > (1 + margin) * judged[best] and fitted[-1] < fitted[best]
    if costs is not None and (counted := smooth(costs, 0.5))[-1] < counted[best]:
        return None
    return best + 1 if worse and len(judged) - 1 - best >= epochs else None


def broken(
    costs: Sequence[float], losses: Sequence[float], *, share: float = 0.5, spread: float = 6.0, times: float = 1.5
) -> int | None:
    """Return the epoch, from 1, in which a training lost most of its progress; None if it did not.

    `costs` has the metric of each epoch, lower is better; `losses` has the training losses, to exclude overfitting. In
    the last two epochs the metric is worse than its best: by the share `share` of its best value and of the progress
    until then, and by `spread` times the usual change between epochs; the loss is `times` as high as in the last epoch
    that had both, which is the one before the epoch returned.

    >>> broken([0.4, 0.3, 0.22, 0.17, 0.14, 0.9, 0.9], [1, 0.8, 0.6, 0.5, 0.4, 2.1, 2.3])
    6
    """
    if len(costs) < 4 or not np.isfinite([*costs, *losses]).all():
        return None
    cost = np.asarray(costs, np.float64)
    best = int(np.argmin(cost[:-2]))
    lost = float(cost[-2:].min() - cost[best])
    gained = float(cost[: best + 1].max() - cost[best])
    if lost <= 0 or lost < share * max(gained, abs(float(cost[best]))):
        return None
    good = np.flatnonzero(cost <= cost[best] + lost / 2)
    usual = float(np.median(np.abs(np.diff(cost[: good[-1] + 1])))) if good[-1] else 0.0
    whole = good[times * np.asarray(losses, np.float64)[good] <= min(losses[-2:])]
    return int(whole[-1]) + 2 if lost >= spread * usual and len(whole) else None
