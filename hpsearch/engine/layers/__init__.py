"""The layers of a network, each with its gradient beside its value.

A layer gives the `shapes` of its parameters and of its `statistics`, which are stored but not learned. It works on
arrays that it is given: the values `below` and `above` it, the gradients `d_below` and `d_above` of the cost with
respect to these, and `memory`. If `value_in_place`, `below` and `above` are the same array; if `gradient_in_place`,
`d_below` and `d_above` are.
"""

from collections.abc import Mapping
from typing import Protocol

from hpsearch.engine.arrays import Array, Mask
from hpsearch.records import Record

Views = Mapping[str, Array]
"""A layer's parameters and statistics, or the gradients, by name: views into a flat buffer."""

Shapes = Mapping[str, tuple[int, int]]
"""Shapes for one model, by name."""


class Memory(Record):
    """Temporary and constant arrays for a layer.

    The contents of `scratch` and `mask` are valid during one call, those of `columns` from forward to backward; zeros,
    ones (to sum over examples) and shares (to average over them) are read-only.
    """

    scratch: Array  # (models, units, examples)
    mask: Mask  # (models, units, examples)
    zeros: Array  # (units, examples)
    ones: Array  # (examples, 1)
    shares: Array  # (examples, 1), all 1/examples
    columns: Array  # (6, models, units, 1)


class Layer(Protocol):
    """What a network needs of a layer."""

    @property
    def shapes(self) -> Shapes:
        """The shape of each parameter of one model; only W is subject to L2."""

    @property
    def statistics(self) -> Shapes:
        """The shape of each statistic of one model."""

    @property
    def units(self) -> int:
        """Number of rows of its output."""

    @property
    def value_in_place(self) -> bool:
        """Whether `above` is the array `below`."""

    @property
    def gradient_in_place(self) -> bool:
        """Whether `d_below` is the array `d_above`."""

    def forward(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write the layer's value in training into `above`, (models, units, examples)."""

    def backward(
        self,
        w: Views,
        below: Array,
        above: Array,
        d_above: Array,
        dw: Views,
        d_below: Array | None,
        memory: Memory,
    ) -> None:
        """Write the gradients of the parameters into `dw`, and dA, (models, units, examples), into any `d_below`."""

    def predict(self, w: Views, below: Array, above: Array, memory: Memory) -> None:
        """Write the layer's value in prediction into `above`, (models, units, examples)."""
