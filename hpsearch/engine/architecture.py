"""What a network is made of: everything that models of one stack must share."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.layers import Layer
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.layers.batch_norm import BatchNorm
from hpsearch.engine.layers.dense import Dense
from hpsearch.engine.layers.dropout import Dropout
from hpsearch.engine.layers.scaled_dense import ScaledDense
from hpsearch.engine.parameters import ParameterLayout


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network of dense layers: `inputs` features, `hidden` units a layer, `outputs` units under a head.

    With `input_scale` the first layer learns a scale of each input.

    >>> Architecture(64, (64, 32), 10, "relu", "softmax")
    64-64-32-10 relu softmax
    """

    inputs: int
    hidden: tuple[int, ...]
    outputs: int
    activation: str
    head: str
    batch_norm: bool = False
    input_scale: bool = False

    @property
    def widths(self) -> tuple[int, ...]:
        """n[0], n[1], … n[L]."""
        return (self.inputs, *self.hidden, self.outputs)

    def layers(self, dropouts: Sequence[Dropout | None] = ()) -> list[Layer]:
        """The layers from the input to the last Z, which belongs to the head.

        `dropouts`, where training has any, come after the input and after each hidden layer.
        """
        activation = ACTIVATIONS[self.activation]
        after_input, *after_hidden = dropouts or [None] * (len(self.hidden) + 1)
        layers: list[Layer | None] = [after_input]
        kinds = iter([ScaledDense if self.input_scale else Dense, *[Dense] * len(self.hidden)])
        for (n_in, n_out), dropout in zip(pairwise(self.widths[:-1]), after_hidden, strict=True):
            layers += [next(kinds)(n_in, n_out, bias=not self.batch_norm)]
            layers += [BatchNorm(n_out)] if self.batch_norm else []
            layers += [Activate(activation, n_out), dropout]
        layers += [next(kinds)(self.widths[-2], self.outputs)]
        return [layer for layer in layers if layer is not None]

    def layout(self, dropouts: Sequence[Dropout | None] = ()) -> ParameterLayout:
        """Where the parameters of `layers` lie; dropouts change the layers' places, and no parameter's."""
        layers = self.layers(dropouts)
        return ParameterLayout.of([layer.shapes for layer in layers], [layer.statistics for layer in layers])

    def __repr__(self) -> str:
        normalised = " batch_norm" if self.batch_norm else ""
        scaled = " input_scale" if self.input_scale else ""
        return f"{'-'.join(map(str, self.widths))}{scaled} {self.activation}{normalised} {self.head}"
