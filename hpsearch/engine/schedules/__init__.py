"""The learning-rate schedules: one file each, found by name (notes §XX).

A schedule has a `name`, the names of the `hyperparameters` it uses, and `factor`, by which the learning rate is
multiplied after `epoch` of `epochs` epochs; the first epoch trains at the full rate. A schedule that is `by_step` sets
the rate of each step: its `epoch` is fractional.
"""

import sys
from collections.abc import Mapping
from typing import ClassVar, Protocol

from hpsearch.registry import on_demand


class Schedule(Protocol):
    """How the learning rate changes from epoch to epoch, or from step to step."""

    name: ClassVar[str]
    hyperparameters: ClassVar[tuple[str, ...]]

    def factor(self, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int) -> float:
        """Return the factor of the rate after `epoch` completed epochs."""


SCHEDULES: Mapping[str, Schedule] = on_demand(sys.modules[__name__])


def by_step(schedule: str) -> bool:
    """Whether a schedule, by its name, sets the rate of each step."""
    return getattr(SCHEDULES[schedule], "by_step", False)


def steady() -> list[str]:
    """Return the names of schedules that set the rate by epoch and have no hyperparameters."""
    return [name for name in SCHEDULES if not by_step(name) and not SCHEDULES[name].hyperparameters]


def scheduled_rate(
    schedule: str, learning_rate: float, epoch: float, epochs: int, *, decay_rate: float, decay_epochs: int, warmup: int
) -> float:
    """Return α after `epoch` epochs: a linear rise for `warmup` epochs, then the schedule.

    The schedule counts from the end of the warm-up, in completed epochs unless it is `by_step`.

    >>> [scheduled_rate("cosine", 1.0, epoch, 5, decay_rate=1, decay_epochs=1, warmup=1) for epoch in range(3)]
    [0.5, 1.0, 0.8535533905932737]
    """
    if not by_step(schedule):
        epoch = int(epoch)
    if epoch < warmup:
        return learning_rate * (epoch + 1) / (warmup + 1)
    factor = SCHEDULES[schedule].factor
    return learning_rate * factor(epoch - warmup, epochs - warmup, decay_rate=decay_rate, decay_epochs=decay_epochs)
