"""Numbers as piecewise-linear inputs, one for each bin of the training part (Gorishniy et al. 2022)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import rows_at_once
from hpsearch.data.fitting import Scaling, Vector
from hpsearch.data.weighing import quantiles


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """The rising edges of each number's bins; the number's input b is 0 below bin b, 1 above it and linear within."""

    edges: tuple[Vector, ...]

    @classmethod
    def fit(cls, x: NDArray[np.float32], scaling: Scaling, bins: int, weights: Vector | None = None) -> Self:
        """At most so many bins for each column of the training part x (m, n), which is not scaled yet; weights (m,).

        Missing values do not influence the edges; `scaling` fills them with a value that lies in one of the bins.
        """
        edges = []
        for column in range(x.shape[1]):
            values = x[:, column : column + 1]
            there = ~np.isnan(values[:, 0])
            values = values[there]
            scaling.at(column).apply(values)
            counting = None if weights is None else weights[there]
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

    def write(self, z: NDArray[np.float32], out: NDArray[np.float32]) -> None:
        """Fills `out`, (m, inputs), from scaled numbers, (m, n), block by block."""
        if not self.edges:
            return
        number = np.repeat(np.arange(len(self.edges)), [len(edges) - 1 for edges in self.edges])
        low = np.concatenate([edges[:-1] for edges in self.edges])
        width = np.concatenate([np.diff(edges) for edges in self.edges])
        step = rows_at_once(self.inputs)
        for start in range(0, len(z), step):
            block = z[start : start + step, number].astype(np.float64)
            block -= low
            with np.errstate(over="ignore"):  # a number far outside a narrow bin becomes infinite, and then 0 or 1
                block /= width
            out[start : start + step] = np.clip(block, 0, 1, out=block)


def edges_of(values: Vector, bins: int, weights: Vector | None = None) -> Vector:
    """The edges of at most so many bins, one more than these: quantiles of the values, each once.

    Where there are few different values, each is an edge, so that every one of them has inputs of zeros and ones. One
    value alone has a bin that begins there: it is always 0 in training.

    >>> edges_of(np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8]), 2), edges_of(np.array([3.0, 1, 1, 3, 2]), 4)
    (array([0., 4., 8.]), array([1., 2., 3.]))
    """
    different = np.unique(values)
    if different.size < 2:
        only = float(different[0]) if different.size else 0.0
        return np.array([only, only + max(1.0, abs(only))])
    if different.size <= bins + 1:
        return different
    return np.unique(quantiles(values, np.linspace(0, 1, bins + 1), weights))
