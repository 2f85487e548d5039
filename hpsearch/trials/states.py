"""A model between two epochs, with all that it needs to go on elsewhere to the same bits."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model after `epoch` epochs and `t` steps.

    `parameters`, running averages among them, and the `optimizer`'s buffers are rows of its stack, padding and all:
    any stack of the same shape takes them. So is the `average` of the parameters, where they are averaged. `best` are
    the parameters of `best_epoch`, where early stopping looks back.
    """

    epoch: int
    t: int
    parameters: _Array
    optimizer: dict[str, _Array]
    best_epoch: int = 0
    best: _Array | None = None
    average: _Array | None = None
