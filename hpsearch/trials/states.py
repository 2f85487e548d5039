"""The state of a model between two epochs, with which it can continue in another process to the same bits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record

_Array = NDArray[np.floating[Any]]


class ModelState(Record):
    """A model after `epoch` epochs and `t` steps.

    `parameters` (with running averages), the `optimizer`'s buffers and the `average` of the parameters, if any, are
    rows of its stack, including padding: any stack of the same shape can take them. `best` are the parameters of
    `best_epoch`, with early stopping.
    """

    epoch: int
    t: int
    parameters: _Array
    optimizer: dict[str, _Array]
    best_epoch: int = 0
    best: _Array | None = None
    average: _Array | None = None
