"""Numbers as piecewise-linear inputs, one for each bin of the training part (Gorishniy et al. 2022)."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.ahead import in_turn
from hpsearch.data.inputs.fitted_on import FittedOn
from hpsearch.data.inputs.fitting import Scaling, Vector
from hpsearch.data.inputs.weighing import quantiles
from hpsearch.engine.binned import BinnedInputs
from hpsearch.records import Record

_ROWS_AT_ONCE = 1 << 14
"""Rows that are put into bins at once, so that a column of them stays in the processor's cache."""

MOST_COMPARED = 63
"""With more inner edges, a search for each value is as fast as comparisons with all edges."""


class Bins(Record, eq=False, dict=True):
    """The rising edges of each number's bins; the number's input b is 0 below bin b, 1 above it and linear within."""

    edges: tuple[Vector, ...]

    @classmethod
    def fit(cls, x: NDArray[np.float32], scaling: Scaling, bins: int, weights: Vector | None = None) -> Self:
        """Fit at most `bins` bins for each column of the training part x (m, n), before scaling; weights (m,).

        Missing values do not affect the edges; `scaling` fills them with a value in one of the bins.
        """
        fitted_on = FittedOn.of(x, weights)

        def edges(column: int) -> Vector:
            there, counting = fitted_on.column(column)
            values = (np.sort(there) if counting is None else there)[:, None]  # half the time of sorting float64
            scaling.at(column).apply(values)
            return edges_of(values[:, 0].astype(np.float64), bins, counting)

        return cls(tuple(in_turn(edges, ((column,) for column in range(x.shape[1])))))

    def features(self, numbers: Sequence[str]) -> tuple[str, ...]:
        """The names of the inputs."""
        counts = (len(edges) - 1 for edges in self.edges)
        return tuple(
            f"{name} bin {place}" for name, count in zip(numbers, counts, strict=True) for place in range(1, count + 1)
        )

    def ends(self, scaling: Scaling) -> Vector:
        """Return the smallest and the largest training value of each number, before scaling, in (2, n)."""
        return scaling.undone(np.array([[edges[0], edges[-1]] for edges in self.edges]).reshape(-1, 2)).T

    def stored(self, z: NDArray[np.float32], rest: NDArray[np.float32]) -> BinnedInputs:
        """Return the stored inputs of scaled numbers, (m, n), followed by the `rest` of the inputs, (m, k), unchanged.

        Overwrites `z`, whose memory is reused for the shares if possible, as a large table fits into memory only once.
        """
        counts = np.array([len(edges) - 1 for edges in self.edges], np.int64)
        bins = np.empty_like(z, np.min_scalar_type(counts.max(initial=0)))
        shares = z if z.flags.c_contiguous else np.empty_like(z)
        blocks = (slice(start, start + _ROWS_AT_ONCE) for start in range(0, len(z), _ROWS_AT_ONCE))
        for _ in in_turn(self._store, ((z[rows], bins[rows], shares[rows]) for rows in blocks)):
            pass
        return BinnedInputs(bins, shares, rest, counts)

    def _store(self, z: NDArray[np.float32], bins: NDArray[Any], shares: NDArray[np.float32]) -> None:
        """Write the bins and shares of some rows, column by column while it is in the cache."""
        values = z.T.copy()
        places = np.empty(values.shape, bins.dtype)
        for column, edges in enumerate(self.edges):
            places[column] = _places(values[column], edges[1:-1], self._reached[column])
            place = places[column].astype(np.intp)  # once, for both
            share = values[column] - edges.take(place)
            with np.errstate(over="ignore"):  # infinite far outside of a narrow bin, then clipped
                share /= self._widths[column].take(place)
            values[column] = np.clip(share, 0, 1, out=share)
        np.copyto(bins, places.T)
        np.copyto(shares, values.T)

    @cached_property
    def _reached(self) -> tuple[NDArray[np.float32], ...]:
        return tuple(_next_float32(edges[1:-1])[:, None] for edges in self.edges)

    @cached_property
    def _widths(self) -> tuple[Vector, ...]:
        return tuple(np.diff(edges) for edges in self.edges)


def _places(values: NDArray[np.float32], inner: Vector, least: NDArray[np.float32]) -> NDArray[np.integer]:
    """Return how many of the inner edges each value has reached, which is its bin; `least` reach each, (edges, 1)."""
    if len(inner) > MOST_COMPARED:
        return np.searchsorted(inner, values, side="right")
    reached = values >= least
    places: NDArray[np.uint8] = np.add.reduce(reached.view(np.uint8), axis=0, dtype=np.uint8)
    return places  # three times as fast as binary search


def _next_float32(edges: Vector) -> NDArray[np.float32]:
    """Return the smallest float32 not below each edge, for equal results of comparisons."""
    with np.errstate(over="ignore"):
        near = edges.astype(np.float32)
    return np.where(near < edges, np.nextafter(near, np.float32(np.inf)), near)


def edges_of(values: Vector, bins: int, weights: Vector | None = None) -> Vector:
    """Return the increasing edges of at most `bins` bins, one more than bins.

    A value with enough rows for a bin of its own is an edge, because its rows would make other edges equal. The other
    edges are quantiles of the rest. If there are few different values, all are edges, so that each has inputs of zeros
    and ones. A single value has a bin that starts there, whose input is always 0 in training.

    >>> edges_of(np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8]), 2), edges_of(np.array([3.0, 1, 1, 3, 2]), 4)
    (array([0., 4., 8.]), array([1., 2., 3.]))
    >>> edges_of(np.array([0.0] * 91 + [1, 2, 3, 4, 5, 6, 7, 8, 9]), 5)
    array([0., 1., 3., 5., 7., 9.])
    """
    order = None if weights is None else np.argsort(values, kind="stable")
    rising = bool((values[1:] >= values[:-1]).all())
    ordered = (values if rising else np.sort(values) if order is None else values[order]) + 0.0  # −0 becomes 0
    different, rows = _runs(ordered)
    if different.size < 2:
        only = float(different[0]) if different.size else 0.0
        return np.array([only, only + max(1.0, abs(only))])
    if different.size <= bins + 1:
        return different
    counting = None if weights is None else weights[order]
    counts = rows if counting is None else np.bincount(np.repeat(np.arange(rows.size), rows), counting)
    frequent = _frequent(counts.astype(np.float64), bins)
    alone = np.zeros(different.size, bool)
    alone[frequent] = True
    rest = ~np.repeat(alone, rows)
    levels = np.linspace(0, 1, bins - len(frequent) + 1)
    others = quantiles(ordered[rest], levels, None if counting is None else counting[rest])
    return np.unique(np.concatenate([different[frequent], others]))


def _runs(ordered: Vector) -> tuple[Vector, NDArray[np.intp]]:
    """Return the distinct values of a sorted array, and their counts."""
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: ordered.size])
    return ordered[first], np.diff(first, append=ordered.size)


def _frequent(counts: Vector, bins: int) -> NDArray[np.intp]:
    """Return which values, with these `counts` of rows, fill a bin alone; at least one bin is left for the others."""
    left, filled = float(counts.sum()), 0
    if counts.max() * bins <= left:  # as in most columns with decimals, which then need no sorting
        return np.empty(0, np.intp)
    order = np.argsort(-counts, kind="stable")
    while filled < bins - 1 and counts[order[filled]] * (bins - filled) > left:
        left -= counts[order[filled]]
        filled += 1
    return order[:filled]
