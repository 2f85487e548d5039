"""Numbers as piecewise-linear inputs, one for each bin of the training part (Gorishniy et al. 2022)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.ahead import in_turn
from hpsearch.data.fitted_on import FittedOn
from hpsearch.data.fitting import Scaling, Vector
from hpsearch.data.weighing import quantiles
from hpsearch.engine.binned import BinnedInputs

_ROWS_AT_ONCE = 1 << 14
"""So many rows are put into bins at once: a column of them stays in the processor's cache."""

MOST_COMPARED = 63
"""With more inner edges, a search for each value is as fast as comparisons with all edges."""


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """The rising edges of each number's bins; the number's input b is 0 below bin b, 1 above it and linear within."""

    edges: tuple[Vector, ...]

    @classmethod
    def fit(cls, x: NDArray[np.float32], scaling: Scaling, bins: int, weights: Vector | None = None) -> Self:
        """At most so many bins for each column of the training part x (m, n), which is not scaled yet; weights (m,).

        Missing values do not influence the edges; `scaling` fills them with a value that lies in one of the bins.
        """
        edges, fitted_on = [], FittedOn.of(x, weights)
        for column in range(x.shape[1]):
            there, counting = fitted_on.column(column)
            values = (np.sort(there) if counting is None else there)[:, None]  # half the time of sorting float64
            scaling.at(column).apply(values)
            edges.append(edges_of(values[:, 0].astype(np.float64), bins, counting))
        return cls(tuple(edges))

    @property
    def inputs(self) -> int:
        """How many inputs all numbers have together."""
        return sum(len(edges) - 1 for edges in self.edges)

    def features(self, numbers: Sequence[str]) -> tuple[str, ...]:
        """The names of the inputs."""
        counts = (len(edges) - 1 for edges in self.edges)
        return tuple(
            f"{name} bin {place}" for name, count in zip(numbers, counts, strict=True) for place in range(1, count + 1)
        )

    def near(self, scaling: Scaling) -> Vector:
        """Two ends for each number, (2, n): what is beyond is far outside the numbers of training.

        The ends are as far from the least and the largest one of these as they are apart.
        """
        edges = np.array([[edges[0], edges[-1]] for edges in self.edges]).reshape(-1, 2)
        least, largest = scaling.undone(edges).T
        return np.stack([2 * least - largest, 2 * largest - least])

    def stored(self, z: NDArray[np.float32], rest: NDArray[np.float32]) -> BinnedInputs:
        """The inputs of scaled numbers, (m, n), followed by the `rest` of the inputs, (m, k), as they are.

        Spoils `z`, in whose place the shares lie if they can: a large table fits into memory once.
        """
        counts = np.array([len(edges) - 1 for edges in self.edges], np.int64)
        bins = np.empty_like(z, np.min_scalar_type(counts.max(initial=0)))
        shares = z if z.flags.c_contiguous else np.empty_like(z)
        blocks = (slice(start, start + _ROWS_AT_ONCE) for start in range(0, len(z), _ROWS_AT_ONCE))
        for _ in in_turn(self._store, ((z[rows], bins[rows], shares[rows]) for rows in blocks)):
            pass
        return BinnedInputs(bins, shares, rest, counts)

    def _store(self, z: NDArray[np.float32], bins: NDArray[Any], shares: NDArray[np.float32]) -> None:
        """Write the bins and the shares of some rows, a column after the other while it lies in the cache."""
        values = z.T.copy()
        places = np.empty(values.shape, bins.dtype)
        for column, edges in enumerate(self.edges):
            places[column] = place = _places(values[column], edges[1:-1])
            share = values[column] - edges.take(place)
            with np.errstate(over="ignore"):  # a number far outside a narrow bin becomes infinite, and then 0 or 1
                share /= np.diff(edges).take(place)
            values[column] = np.clip(share, 0, 1, out=share)
        np.copyto(bins, places.T)
        np.copyto(shares, values.T)


def _places(values: NDArray[np.float32], inner: Vector) -> NDArray[np.integer]:
    """How many of the inner edges each value has reached: the place of its bin."""
    if len(inner) > MOST_COMPARED:
        return np.searchsorted(inner, values, side="right")
    reached = values >= _next_float32(inner)[:, None]
    places: NDArray[np.uint8] = np.add.reduce(reached.view(np.uint8), axis=0, dtype=np.uint8)
    return places  # after a third of the time of searches


def _next_float32(edges: Vector) -> NDArray[np.float32]:
    """The least float32 that is not below each edge: what has reached the one has reached the other."""
    with np.errstate(over="ignore"):
        near = edges.astype(np.float32)
    return np.where(near < edges, np.nextafter(near, np.float32(np.inf)), near)


def edges_of(values: Vector, bins: int, weights: Vector | None = None) -> Vector:
    """The edges of at most so many bins, one more than these, that rise.

    A value that fills a bin alone is an edge: its rows would make other edges equal. The other edges are quantiles of
    the rest. Few different values are all edges, so that each of them has inputs of zeros and ones. One value alone has
    a bin that begins there: it is always 0 in training.

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
    """Each value of a sorted array once, and how often it occurs."""
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: ordered.size])
    return ordered[first], np.diff(first, append=ordered.size)


def _frequent(counts: Vector, bins: int) -> NDArray[np.intp]:
    """Which values, whose rows are counted in `counts`, fill a bin alone; at least one bin is left to the others."""
    left, filled = float(counts.sum()), 0
    if counts.max() * bins <= left:  # as of nearly all columns with decimals, whose values need no order then
        return np.empty(0, np.intp)
    order = np.argsort(-counts, kind="stable")
    while filled < bins - 1 and counts[order[filled]] * (bins - filled) > left:
        left -= counts[order[filled]]
        filled += 1
    return order[:filled]
