"""The optimizers: one file each, found by name.

An optimizer is a few in-place operations on flat buffers. Its class has a `name`, the names of its `state` buffers and
of the `hyperparameters` it uses, its own `defaults` if they differ from the config's, and `step`, which moves theta and
may overwrite `gradient` and `scratch`. If it divides averages by 1 − βᵗ, `corrected` names the state buffer of each β;
if it averages gradients, `velocity` names that buffer, which a user may reset. All buffers are (models, parameters),
all hyperparameters (models, 1) columns; `t` is the number of the step, from 1.
"""

import sys
from collections.abc import Mapping
from typing import ClassVar, Protocol

from hpsearch.engine.arrays import Array
from hpsearch.registry import discover


class Optimizer(Protocol):
    """What the training loop needs of an optimizer."""

    name: ClassVar[str]
    state: ClassVar[tuple[str, ...]]
    hyperparameters: ClassVar[tuple[str, ...]]
    defaults: ClassVar[Mapping[str, float]]

    def step(self, theta: Array, gradient: Array, scratch: Array, *, t: int, **buffers_and_columns: Array) -> None:
        """Move `theta` by one step down `gradient`; both are (models, parameters), hyperparameters (models, 1)."""


OPTIMIZERS: Mapping[str, Optimizer] = discover(sys.modules[__name__])


def velocity_of(optimizer: Optimizer) -> str | None:
    """Return the name of the state buffer with an optimizer's velocity; None if it has none."""
    name: str | None = getattr(optimizer, "velocity", None)
    return name
