"""The layout of a network's parameters in one flat buffer."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from hpsearch.engine.arrays import Array
from hpsearch.engine.layers import Shapes
from hpsearch.records import Record

Slot = tuple[int, str, tuple[int, int]]
"""A parameter's layer, name and shape."""


class ParameterLayout(Record):
    """The order of a network's parameters: weights, other learned parameters, then statistics.

    So L2 is one operation on the first part, and an optimizer step is one on the first two parts.

    >>> layout = ParameterLayout.of([{"W": (2, 3), "b": (2, 1)}, {"W": (1, 2), "b": (1, 1)}])
    >>> layout.weights, layout.learned, [name for _, name, _ in layout.slots]
    (8, 11, ['W', 'W', 'b', 'b'])
    """

    slots: tuple[Slot, ...]
    weights: int
    learned: int
    size: int

    @classmethod
    def of(cls, shapes: Sequence[Shapes], statistics: Sequence[Shapes] = ()) -> "ParameterLayout":
        """Return the layout of layers whose parameters and statistics have these shapes."""
        learned = sorted(_slots(shapes), key=lambda slot: slot[1] != "W")
        weights = [slot for slot in learned if slot[1] == "W"]
        kept = _slots(statistics)
        return cls((*learned, *kept), _size(weights), _size(learned), _size([*learned, *kept]))

    def tensors(self) -> Iterator[tuple[int, str, tuple[int, int], slice]]:
        """Yield each parameter's layer, name, shape and slice of the flat buffer."""
        ends = list(accumulate(rows * columns for *_, (rows, columns) in self.slots))
        for (layer, name, shape), start, end in zip(self.slots, [0, *ends], ends, strict=False):
            yield layer, name, shape, slice(start, end)

    def views(self, buffer: Array, layers: int) -> list[dict[str, Array]]:
        """Return the parameters of each layer by name, (models, rows, columns), as views into `buffer`.

        `buffer` is (models, size), or (models, learned) without statistics.
        """
        views: list[dict[str, Array]] = [{} for _ in range(layers)]
        for layer, name, shape, part in self.tensors():
            if part.stop <= buffer.shape[1]:
                views[layer][name] = buffer[:, part].reshape(len(buffer), *shape, copy=False)
        return views


def _slots(shapes: Sequence[Shapes]) -> list[Slot]:
    return [(layer, name, shape) for layer, of_layer in enumerate(shapes) for name, shape in of_layer.items()]


def _size(slots: Sequence[Slot]) -> int:
    return sum(rows * columns for *_, (rows, columns) in slots)
