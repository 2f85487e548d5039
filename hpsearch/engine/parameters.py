"""Where each parameter of a network lies in the flat buffer that holds them all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from hpsearch.engine.arrays import Array


@dataclass(frozen=True, slots=True)
class Layout:
    """The order of a network's parameters: all weights first, so that L2 is one operation on their part.

    >>> Layout.of([{"W": (2, 3), "b": (2, 1)}, {"W": (1, 2), "b": (1, 1)}])
    Layout(places=((0, 'W', (2, 3)), (1, 'W', (1, 2)), (0, 'b', (2, 1)), (1, 'b', (1, 1))), weights=8, size=11)
    """

    places: tuple[tuple[int, str, tuple[int, int]], ...]  # layer, name, shape
    weights: int
    size: int

    @classmethod
    def of(cls, shapes: Sequence[Mapping[str, tuple[int, int]]]) -> "Layout":
        """The layout of layers whose parameters have these shapes."""
        named = [(layer, name, shape) for layer, of_layer in enumerate(shapes) for name, shape in of_layer.items()]
        places = tuple(sorted(named, key=lambda place: place[1] != "W"))
        return cls(
            places,
            weights=sum(rows * columns for _, name, (rows, columns) in places if name == "W"),
            size=sum(rows * columns for *_, (rows, columns) in places),
        )

    def tensors(self) -> Iterator[tuple[int, str, tuple[int, int], slice]]:
        """Each parameter's layer, name, shape and part of the flat buffer."""
        ends = list(accumulate(rows * columns for *_, (rows, columns) in self.places))
        for (layer, name, shape), start, end in zip(self.places, [0, *ends], ends, strict=False):
            yield layer, name, shape, slice(start, end)

    def views(self, buffer: Array, layers: int) -> list[dict[str, Array]]:
        """The parameters of each layer by name, (models, rows, columns), as views into `buffer`, (models, size)."""
        views: list[dict[str, Array]] = [{} for _ in range(layers)]
        for layer, name, shape, part in self.tensors():
            views[layer][name] = buffer[:, part].reshape(len(buffer), *shape)
        return views
