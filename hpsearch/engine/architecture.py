"""The architecture of a network: all that models of one stack must share."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.layers import Layer
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.layers.batch_norm import BatchNorm
from hpsearch.engine.layers.dense import Dense
from hpsearch.engine.layers.dropout import Dropout
from hpsearch.engine.layers.member_dense import MemberDense
from hpsearch.engine.layers.member_outputs import MemberOutputs
from hpsearch.engine.layers.parametric_activate import ParametricActivate
from hpsearch.engine.layers.periodic import Periodic
from hpsearch.engine.layers.scaled_dense import FACTOR, ScaledDense
from hpsearch.engine.parameters import ParameterLayout
from hpsearch.records import Record


class Architecture(Record):
    """A network of dense layers: number of `inputs`, `hidden` units of each layer, `outputs` units with a head.

    With `input_scale` the first layer learns a scale of each input. Several `members` share the hidden layers, at least
    one; each has its own scales of the inputs, and its own output layer. With a `parametric_activation` each hidden
    unit learns how non-linear its activation is. With `waves`, each of the first `numbers` inputs has so many cosines
    beside it.

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
    members: int = 1
    parametric_activation: bool = False
    waves: int = 0
    numbers: int = 0

    @property
    def widths(self) -> tuple[int, ...]:
        """The units of each layer: n[0], n[1], … n[L]."""
        return (self.inputs, *self.hidden, self.outputs)

    @property
    def products(self) -> Iterator[tuple[int, int]]:
        """The inputs and the units of each dense layer: the first one has the cosines among its inputs, too."""
        return pairwise((self.inputs + self.waves * self.numbers, *self.hidden, self.outputs))

    def layers(self, dropouts: Sequence[Dropout | None] = ()) -> list[Layer]:
        """Return the layers from the input to the last Z, which the head takes.

        `dropouts`, if any, come after the input and after each hidden layer.
        """
        activation = ACTIVATIONS[self.activation]
        activate = ParametricActivate if self.parametric_activation else Activate
        after_input, *after_hidden = dropouts or [None] * (len(self.hidden) + 1)
        *hidden, (n_last, outputs) = self.products
        layers: list[Layer | None] = [after_input]
        layers += [Periodic(self.inputs, self.numbers, self.waves)] if self.waves and self.numbers else []
        for place, ((n_in, n_out), dropout) in enumerate(zip(hidden, after_hidden, strict=True)):
            layers += [self._dense(n_in, n_out, first=place == 0, bias=not self.batch_norm)]
            layers += [BatchNorm(n_out)] if self.batch_norm else []
            layers += [activate(activation, n_out), dropout]
        if self.members > 1:
            layers += [MemberOutputs(n_last, outputs, members=self.members)]
        else:
            layers += [self._dense(n_last, outputs, first=not self.hidden, bias=True)]
        return [layer for layer in layers if layer is not None]

    def _dense(self, n_in: int, n_out: int, *, first: bool, bias: bool) -> Dense:
        """Return a layer that all members share; the `first` one may learn scales of the inputs."""
        if first and self.members > 1:
            factor = FACTOR if self.input_scale else 1
            return MemberDense(n_in, n_out, bias=bias, members=self.members, factor=factor)
        return (ScaledDense if first and self.input_scale else Dense)(n_in, n_out, bias=bias)

    def layout(self, dropouts: Sequence[Dropout | None] = ()) -> ParameterLayout:
        """Return the layout of the parameters of `layers`; dropouts only shift the layers' indices."""
        layers = self.layers(dropouts)
        return ParameterLayout.of([layer.shapes for layer in layers], [layer.statistics for layer in layers])

    def __repr__(self) -> str:
        normalised = " batch_norm" if self.batch_norm else ""
        scaled = " input_scale" if self.input_scale else ""
        shared = f" members={self.members}" if self.members > 1 else ""
        cosines = f" cosines={self.waves}" if self.waves and self.numbers else ""
        parametric = "parametric " if self.parametric_activation else ""
        inputs = f"{cosines}{scaled}{shared}"
        return f"{'-'.join(map(str, self.widths))}{inputs} {parametric}{self.activation}{normalised} {self.head}"
