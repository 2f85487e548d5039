"""Rows through networks, so many at once that a row has the same bits whatever rows stand beside it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.engine.binned import write
from hpsearch.engine.network import CHUNK

if TYPE_CHECKING:
    from hpsearch.engine.arrays import Array
    from hpsearch.engine.binned import StoredInputs

    Forward = Callable[[Array], NDArray[np.floating[Any]]]

FREE_PLACES = 16
"""Places at either end of a chunk that no row takes: products may round the first and last few columns otherwise."""

ROWS_AT_ONCE = CHUNK - 2 * FREE_PLACES

WIDE = 16
"""From so many units on, products want each input's values side by side; those of fewer would round otherwise."""


class InChunks:
    """What `networks` returns, called with an array (n_x, CHUNK) that is always the same one in a thread.

    `units` are the fewest that a network has in its first layer. Threads may predict at once, each with arrays of its
    own, which the next thread takes over.
    """

    def __init__(self, networks: "Callable[[], Forward]", width: int, units: int, dtype: DTypeLike) -> None:
        self._networks, self._shape, self._dtype = networks, (width, CHUNK), dtype
        self._order: Literal["C", "F"] = "C" if units >= WIDE else "F"
        self._free: list[tuple[Forward, NDArray[Any]]] = []

    def z(self, inputs: "Sequence[StoredInputs]") -> Iterator[NDArray[np.floating[Any]]]:
        """Z, (outputs, m), of inputs (n_x, m) by each preprocessing, some rows at a time."""
        ends = np.cumsum([each.shape[0] for each in inputs]).tolist()
        examples = inputs[0].shape[1]
        with self._own() as (forward, x):
            for start in range(0, examples, ROWS_AT_ONCE):
                some = slice(start, min(start + ROWS_AT_ONCE, examples))
                places = slice(FREE_PLACES, FREE_PLACES + some.stop - start)
                for each, first, end in zip(inputs, [0, *ends], ends, strict=False):
                    write(each, some, x[first:end, places])
                yield forward(x)[:, places]

    @contextmanager
    def _own(self) -> "Iterator[tuple[Forward, NDArray[Any]]]":
        """Networks and an array that no other thread uses meanwhile."""
        try:
            own = self._free.pop()
        except IndexError:
            own = self._networks(), np.zeros(self._shape, self._dtype, self._order)
        yield own
        self._free.append(own)
