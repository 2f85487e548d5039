"""Predict rows in chunks of fixed size, so that the bits of a row's prediction do not depend on other rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.engine.binned import write

if TYPE_CHECKING:
    from hpsearch.engine.arrays import Array
    from hpsearch.engine.binned import StoredInputs

    Forward = Callable[[Array], NDArray[np.floating[Any]]]

PREDICTED_AT_ONCE = 512
"""Examples that a trained model predicts at once: more than in training, so that fewer places are free."""

FREE_PLACES = 16
"""Unused columns at both ends of a chunk, because products may round the first and last columns differently."""

ROWS_AT_ONCE = PREDICTED_AT_ONCE - 2 * FREE_PLACES

WIDE = 16
"""Number of units from which values of an input are stored adjacently; smaller layers would round differently."""


class InChunks:
    """Calls the function from `networks` with an array (n_x, PREDICTED_AT_ONCE), reused within a thread.

    `units` is the smallest number of units of a first layer. Several threads may predict at the same time; each has its
    own arrays, which later threads reuse.
    """

    def __init__(self, networks: "Callable[[], Forward]", width: int, units: int, dtype: DTypeLike) -> None:
        self._networks, self._shape, self._dtype = networks, (width, PREDICTED_AT_ONCE), dtype
        self._order: Literal["C", "F"] = "C" if units >= WIDE else "F"
        self._free: list[tuple[Forward, NDArray[Any]]] = []

    def z(self, inputs: "Sequence[StoredInputs]") -> Iterator[NDArray[np.floating[Any]]]:
        """Yield Z, (outputs, m), for inputs (n_x, m) of each preprocessing, for some rows at a time."""
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
        """Provide networks and an array that no other thread uses at the same time."""
        try:
            own = self._free.pop()
        except IndexError:
            own = self._networks(), np.zeros(self._shape, self._dtype, self._order)
        yield own
        self._free.append(own)
