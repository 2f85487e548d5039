"""The layers a network is built of, each with its gradient beside its value.

A layer has the `shapes` of its parameters and works on arrays that are handed to it: the value `below` and
`above` it, the gradients `d_below` and `d_above` of the cost with respect to these, and `memory`, which it
shares with the other layers. Where `value_in_place`, `below` and `above` are one array, and where
`gradient_in_place`, so are `d_below` and `d_above`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hpsearch.engine.arrays import Array, Mask

Views = Mapping[str, Array]
"""A layer's parameters, or their gradients, by name: views into a flat buffer."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Arrays at hand: two of the layer's shape, whose contents last no longer than one call, and a column of ones."""

    scratch: Array
    mask: Mask
    ones: Array  # (examples, 1)


class Layer(Protocol):
    """What a network asks of a layer."""

    @property
    def shapes(self) -> Mapping[str, tuple[int, int]]:
        """The shape of each parameter of one model; W alone is subject to L2."""

    @property
    def units(self) -> int:
        """How many rows its output has."""

    @property
    def value_in_place(self) -> bool:
        """Whether `above` is the array `below`."""

    @property
    def gradient_in_place(self) -> bool:
        """Whether `d_below` is the array `d_above`."""

    def forward(self, w: Views, below: Array, above: Array) -> None:
        """Write the layer's value into `above`."""

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
        """Write the gradients of the parameters into `dw`, and that of `below` where one is asked for."""
