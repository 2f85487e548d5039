"""The different ones of many values."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Number = TypeVar("_Number", bound=np.generic)


def different(values: NDArray[_Number]) -> NDArray[_Number]:
    """Each value once, in order, where none is NaN; faster than `np.unique`, which may use a hash table.

    >>> different(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    once: NDArray[_Number] = ordered[np.append(True, ordered[1:] != ordered[:-1])[: ordered.size]]
    return once
