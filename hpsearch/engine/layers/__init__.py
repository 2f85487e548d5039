"""The layers a network is built of, each with its gradient beside its value.

A layer names the `shapes` of its parameters and of its `statistics`, which are kept and not learned, and works on
arrays that are handed to it: the value `below` and `above` it, the gradients `d_below` and `d_above` of the cost with
respect to these, and `memory`. Where `value_in_place`, `below` and `above` are one array, and where
`gradient_in_place`, so are `d_below` and `d_above`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hpsearch.engine.arrays import Array, Mask

Views = Mapping[str, Array]
"""A layer's parameters and statistics, or the gradients, by name: views into a flat buffer."""

Shapes = Mapping[str, tuple[int, int]]
"""What one model has of each, by name."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a layer computes with.

    The contents of `scratch` and `mask` last no longer than one call, those of `columns` from forward to backward;
    zeros, ones (to sum the examples) and shares (to average them) are there to read.
    """

    scratch: Array  # (models, units, examples)
    mask: Mask  # (models, units, examples)
    zeros: Array  # (units, examples)
    ones: Array  # (examples, 1)
    shares: Array  # (examples, 1), all 1/examples
    columns: Array  # (6, models, units, 1)


class Layer(Protocol):
    """What a network asks of a layer."""

    @property
    def shapes(self) -> Shapes:
        """The shape of each parameter of one model; W alone is subject to L2."""

    @property
    def statistics(self) -> Shapes:
        """The shape of each statistic of one model."""

    @property
    def units(self) -> int:
        """How many rows its output has."""

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
