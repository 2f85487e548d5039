"""The initializers: one file each, found by name (notes §XI).

An initializer has a `name` and gives the standard deviation of a layer's weights, which are normal with mean 0;
biases start at 0.
"""

import sys
from collections.abc import Mapping
from typing import ClassVar, Protocol

from hpsearch.registry import on_demand


class Initializer(Protocol):
    """Gives the standard deviation of the initial weights."""

    name: ClassVar[str]

    def deviation(self, n_in: int, n_out: int) -> float:
        """The standard deviation of W, (n_out, n_in)."""


INITIALIZERS: Mapping[str, Initializer] = on_demand(sys.modules[__name__])
