"""What the curve of a training says: whether it is stuck (notes §XXI), far off, getting worse, or no further."""

from collections.abc import Sequence
from math import log

import numpy as np

from hpsearch.engine.averages import smooth

WINDOW = 10
"""Epochs without progress that make a plateau."""

_FAR = 100.0
"""How many times the loss of a guess is a loss that no training leads to."""


def far_off(loss: float, classes: int, targets: int = 1) -> bool:
    """Whether a finite loss is far above that of a guess: log C of so many classes, 1 of each standardised target.

    >>> far_off(2.3, classes=10), far_off(2.1e7, classes=10)
    (False, True)
    """
    return loss > _FAR * (log(classes) if classes else targets)


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


def settled(losses: Sequence[float], *, epochs: int = 2 * WINDOW, progress: float = 0.01) -> int | None:
    """The epoch, from 1, since which the smoothed training loss has not fallen by the share `progress`, or None.

    It lies `epochs` or more back. The loss is as low as it gets, or it goes up and down because steps are too long.

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
    """Whether the last training loss jumped: by half of the smoothed loss before it, and by more than the usual steps.

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
    """The epoch, from 1, since which the training loss rises without end; None where it does not.

    It rose in each of the last `epochs`, and is half as high again as before them.

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
    """The epoch, from 1, after which the dev loss got worse while the training loss fell; None where it did not.

    That epoch has the lowest smoothed dev loss, at least `epochs` ago, and the last is above it by the share `margin`.
    Where the metric that counts is another, `costs` has it, lower is better: it must not have become better since.

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
    """The epoch, from 1, in which a training lost most of what it had gained; None where it did not.

    `costs` has the metric of each epoch, lower is better; `losses` the training losses, which tell it from overfitting.
    In its last two epochs the metric is worse than at its best: by the share `share` of its best value and of what was
    gained until then, and by `spread` times the usual step from epoch to epoch; the loss is `times` as high.

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
    good = int(np.flatnonzero(cost <= cost[best] + lost / 2)[-1])
    usual = float(np.median(np.abs(np.diff(cost[: good + 1])))) if good else 0.0
    if lost < spread * usual or min(losses[-2:]) < times * losses[good]:
        return None
    return good + 2
