"""Compact storage of binned numbers: a number takes five bytes, for any number of inputs.

A network gets one input for each bin of a number: 1 for bins below the number's bin, 0 for bins above it, and for its
own bin the number's position in it, from 0 to 1 (Gorishniy et al. 2022). These inputs are computed when examples are
gathered.
"""

from collections.abc import Iterator
from math import prod
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.engine.arrays import Array, Labels
from hpsearch.records import Record, replace

WRITTEN_AT_ONCE = 256
"""Number of examples that are computed at once: few enough to stay in the cache."""

LARGEST_DENSE = 2**24
"""Binned inputs of more bytes, as a dense array, are never all written."""

DENSE_AT_ONCE = 2**20
"""About how many bytes of them are written at a time."""


class BinnedInputs(Record, eq=False):
    """Inputs (n_x, m): `bins` and `shares`, (m, n), of n numbers with `counts` bins each, then the `rest`.

    Bins are counted from 0; a share is the position in the bin, from 0 to 1. The rest, (m, k), are plain inputs.
    """

    bins: NDArray[np.unsignedinteger]
    shares: Array
    rest: Array
    counts: Labels

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and of examples, (n_x, m)."""
        return int(self.counts.sum()) + self.rest.shape[1], len(self.rest)

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """The type of the computed inputs."""
        return self.rest.dtype

    @property
    def nbytes(self) -> int:
        """The size of the stored arrays in bytes."""
        return self.bins.nbytes + self.shares.nbytes + self.rest.nbytes

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """The stored arrays, with a row for each example."""
        return self.bins, self.shares, self.rest

    def at(self, places: Labels | slice) -> Self:
        """Return the inputs of some examples, in the order of `places`."""
        return replace(self, bins=self.bins[places], shares=self.shares[places], rest=self.rest[places])

    def astype(self, dtype: DTypeLike, *, copy: bool = True) -> Self:
        """Return these inputs as float32 or float64, like NumPy's `astype`."""
        shares, rest = self.shares.astype(dtype, copy=copy), self.rest.astype(dtype, copy=copy)
        return replace(self, shares=shares, rest=rest)


StoredInputs = Array | BinnedInputs
"""Inputs (n_x, m), dense or in bins."""


def stored_arrays(inputs: StoredInputs) -> tuple[NDArray[Any], ...]:
    """Return the arrays in which inputs are stored, with a row for each example; equal inputs have equal rows."""
    return inputs.arrays if isinstance(inputs, BinnedInputs) else (inputs.T,)


class Gatherer(Protocol):
    """Writes the inputs of some examples, in both memory layouts."""

    def gather(self, chosen: Labels, x: Array, rows: Array) -> None:
        """Write the inputs of the examples `chosen` into x, (n_x, examples), and into `rows`, (examples, n_x)."""


def gatherer(inputs: StoredInputs, examples: int) -> Gatherer:
    """Return a gatherer for `examples` examples of `inputs` at a time; its arrays are allocated once."""
    return GatherBinned(inputs, examples) if isinstance(inputs, BinnedInputs) else GatherPlain(inputs)


class GatherPlain(Record, eq=False):
    """Gathers dense inputs (n_x, m), those of an example adjacent in memory."""

    inputs: Array

    def gather(self, chosen: Labels, x: Array, rows: Array) -> None:
        """Copy the examples, and then transpose them while they are in the cache."""
        np.take(self.inputs.T, chosen, axis=0, out=rows, mode="clip")  # other modes buffer `out`
        np.copyto(x, rows.T)


class GatherBinned:
    """Gathers binned inputs: input i of a number in bin j with share s is s + j − i in [0, 1], which is exact."""

    def __init__(self, inputs: BinnedInputs, examples: int) -> None:
        self._inputs = inputs
        numbers, dtype = len(inputs.counts), inputs.dtype
        self._number, self._place = _numbers_and_places(inputs, dtype)
        self._binned = len(self._number)
        self._bins = np.empty((examples, numbers), inputs.bins.dtype)
        self._shares = np.empty((examples, numbers), dtype)
        self._rest = np.empty((examples, inputs.rest.shape[1]), dtype)
        self._bins_by_number, self._shares_by_number = np.empty((2, numbers, examples), dtype)
        self._share = np.empty((self._binned, examples), dtype)

    def gather(self, chosen: Labels, x: Array, rows: Array) -> None:
        """Write the inputs into `x`, and then transpose them while they are in the cache."""
        stored = self._inputs
        pairs = ((stored.bins, self._bins), (stored.shares, self._shares), (stored.rest, self._rest))
        for every, some in pairs:
            np.take(every, chosen, axis=0, out=some, mode="clip")
        np.copyto(self._bins_by_number, self._bins.T)
        np.copyto(self._shares_by_number, self._shares.T)
        binned = x[: self._binned]
        np.take(self._bins_by_number, self._number, axis=0, out=binned, mode="clip")
        np.take(self._shares_by_number, self._number, axis=0, out=self._share, mode="clip")
        binned -= self._place
        binned += self._share
        np.clip(binned, 0, 1, out=binned)
        np.copyto(x[self._binned :], self._rest.T)
        np.copyto(rows, x.T)


def _firsts(inputs: BinnedInputs) -> Labels:
    """Return the index of the first input of each number, (n,)."""
    firsts: Labels = np.cumsum(inputs.counts) - inputs.counts
    return firsts


def _numbers_and_places(inputs: BinnedInputs, dtype: DTypeLike) -> tuple[Labels, NDArray[Any]]:
    """Return for each binned input the index of its number, (n,), and of its bin, from 0, (n, 1)."""
    number = np.repeat(np.arange(len(inputs.counts)), inputs.counts)
    place = np.arange(len(number)) - _firsts(inputs)[number]
    return number, place.astype(dtype)[:, None]


def write(inputs: StoredInputs, examples: slice, x: Array) -> None:
    """Write the inputs of a slice of the examples into `x`, (n_x, examples), of any memory layout."""
    if not isinstance(inputs, BinnedInputs):
        x[...] = inputs[:, examples]
        return
    some = inputs.at(examples)
    number, place = _numbers_and_places(some, some.bins.dtype)
    own = np.ascontiguousarray(some.bins.T)
    x[: len(number)] = own[number] > place
    x[own + _firsts(some)[:, None], np.arange(x.shape[1])] = some.shares.T
    x[len(number) :] = some.rest.T


def written_blocks(inputs: StoredInputs) -> Iterator[Array]:
    """Yield the dense inputs, (examples, n_x), in blocks of examples."""
    if not isinstance(inputs, BinnedInputs):
        yield np.ascontiguousarray(inputs.T)
        return
    for some in _blocks(inputs):
        rows = np.empty((some.stop - some.start, inputs.shape[0]), inputs.dtype)
        write(inputs, some, rows.T)
        yield rows


def written_out(inputs: StoredInputs) -> Array:
    """Return the inputs (n_x, m) as a dense array, those of an example adjacent; dense ones are returned unchanged."""
    if not isinstance(inputs, BinnedInputs):
        return inputs
    rows, start = np.empty(inputs.shape[::-1], inputs.dtype), 0
    for block in written_blocks(inputs):
        rows[start : start + len(block)] = block
        start += len(block)
    return rows.T


def written_by_feature(inputs: StoredInputs, places: slice = slice(None)) -> Array:
    """Return the inputs (n_x, m) of a slice of the examples as a dense array, those of a feature adjacent."""
    if not isinstance(inputs, BinnedInputs):
        return np.ascontiguousarray(inputs[:, places])
    chosen = inputs.at(places)
    x = np.empty(chosen.shape, chosen.dtype)
    for some in _blocks(chosen):
        write(chosen, some, x[:, some])
    return x


def by_number(inputs: StoredInputs, counts: Labels) -> NDArray[np.float64]:
    """Return inputs as (examples, n + k), each of the n numbers with `counts` bins as one value that increases with it.

    This is the sum of its inputs, which is exact, so that dense and binned inputs have the same bits.
    """
    if isinstance(inputs, BinnedInputs):
        numbers, rest = inputs.bins + inputs.shares.astype(np.float64), inputs.rest
    else:
        binned = int(counts.sum())
        firsts = np.cumsum(counts) - counts
        numbers = np.add.reduceat(inputs[:binned], firsts, axis=0, dtype=np.float64).T
        rest = inputs[binned:].T
    return np.concatenate([numbers, rest], axis=1, dtype=np.float64)


def is_large(inputs: StoredInputs) -> bool:
    """Whether binned inputs would be so many as a dense array that they are written a few examples at a time."""
    return isinstance(inputs, BinnedInputs) and prod(inputs.shape) * inputs.dtype.itemsize > LARGEST_DENSE


def at_once(inputs: StoredInputs, chunk: int) -> int:
    """Return how many examples to take at a time: all, or of large binned inputs some chunks."""
    if not is_large(inputs):
        return max(int(inputs.shape[1]), 1)
    of_chunk = int(inputs.shape[0]) * inputs.dtype.itemsize * chunk
    return max(DENSE_AT_ONCE // of_chunk, 1) * chunk


def dense_pieces(inputs: StoredInputs, chunk: int) -> Iterator[Array]:
    """Yield the inputs (n_x, m) as dense arrays: all as one, or large binned inputs as whole chunks of examples."""
    if not is_large(inputs):
        yield written_out(inputs)
        return
    step = at_once(inputs, chunk)
    for start in range(0, inputs.shape[1], step):
        yield written_by_feature(inputs, slice(start, start + step))


def _blocks(inputs: BinnedInputs) -> Iterator[slice]:
    examples = inputs.shape[1]
    return (slice(start, min(start + WRITTEN_AT_ONCE, examples)) for start in range(0, examples, WRITTEN_AT_ONCE))
