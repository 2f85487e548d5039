"""What a network is made of: everything that models of one stack must share."""

from dataclasses import dataclass
from itertools import pairwise

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.layers import Layer
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.layers.dense import Dense


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network of dense layers: `inputs` features, `hidden` units a layer, `outputs` units under a head.

    >>> Architecture(64, (64, 32), 10, "relu", "softmax")
    64-64-32-10 relu softmax
    """

    inputs: int
    hidden: tuple[int, ...]
    outputs: int
    activation: str
    head: str

    @property
    def widths(self) -> tuple[int, ...]:
        """n[0], n[1], … n[L]."""
        return (self.inputs, *self.hidden, self.outputs)

    def layers(self) -> list[Layer]:
        """The layers from the input to the last Z, which belongs to the head."""
        activation = ACTIVATIONS[self.activation]
        layers: list[Layer] = []
        for n_in, n_out in pairwise(self.widths):
            layers += [Dense(n_in, n_out), Activate(activation, n_out)]
        return layers[:-1]

    def __repr__(self) -> str:
        return f"{'-'.join(map(str, self.widths))} {self.activation} {self.head}"
