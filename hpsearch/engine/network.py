"""A stack of models of one architecture: values forward, gradients backward, on preallocated arrays."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from math import prod

import numpy as np

from hpsearch.engine.architecture import Architecture
from hpsearch.engine.arrays import Array
from hpsearch.engine.heads import HEADS
from hpsearch.engine.layers import Layer, Memory
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.layers.dropout import Dropout
from hpsearch.engine.layers.parametric_activate import ParametricActivate
from hpsearch.engine.layers.periodic import Periodic

CHUNK = 256
"""Number of examples that are predicted at once: few enough for the cache."""


class Network:
    """`models` networks of one architecture; each is a row of `parameters`, (models, size).

    `theta`, (models, P), is the learned part of it. The gradient of the mean loss is written to `gradient`, (models,
    P); `weights` and `weight_gradients` are the parts of both that are subject to L2. `dropouts` apply in training
    only: to the input, then to each hidden layer.

    With several members, the values of hidden layers have a column for each member and example, ordered by member.
    """

    def __init__(self, architecture: Architecture, parameters: Array, dropouts: Sequence[Dropout | None] = ()) -> None:
        self.architecture = architecture
        self.dropouts = dropouts
        self.layers = architecture.layers(dropouts)
        self.head = HEADS[architecture.head]
        self.layout = architecture.layout(dropouts)
        self.parameters = parameters
        self.theta = parameters[:, : self.layout.learned]
        self.gradient = np.zeros_like(self.theta)
        self.w = self.layout.views(self.parameters, len(self.layers))
        self.dw = self.layout.views(self.gradient, len(self.layers))
        self.weights = self.theta[:, : self.layout.weights]
        self.weight_gradients = self.gradient[:, : self.layout.weights]
        self._first = next(i for i, layer in enumerate(self.layers) if layer.shapes)
        self._members = architecture.members
        self._passes: dict[int, Pass] = {}

    @property
    def models(self) -> int:
        """Number of models in the stack."""
        return len(self.theta)

    def forward(self, x: Array) -> Array:
        """Return the last layer's Z in training, (models, members · outputs, examples), for x, (inputs, examples).

        The rows of a member are adjacent. Valid until the next call. Dropouts use their latest masks.
        """
        at = self._pass(x.shape[-1])
        below = x
        for layer, w, above, memory in zip(self.layers, self.w, at.values, at.memories, strict=True):
            layer.forward(w, below, above, memory)
            below = above
        return below

    def backward(self, x: Array, y: Array, example_weights: Array | None = None) -> None:
        """Write the gradient of the mean loss over x, (inputs, examples), and targets y, (outputs, examples).

        The mean is also over the members. Targets may differ between models: (models, outputs, examples). The losses of
        examples are multiplied by their weights, (examples,), if given. Call it after `forward` with the same x; it
        overwrites the values of that call.
        """
        at = self._pass(x.shape[-1])
        dz = at.dz
        self.head.backward(at.z, y if y.ndim == 2 else y[:, None], dz, at.column)
        if self._members > 1:
            dz *= 1 / self._members
        if example_weights is not None:
            dz *= example_weights
        belows = [x, *at.values[:-1]]
        d_belows = [None, *at.deltas[:-1]]
        for i in reversed(range(self._first, len(self.layers))):
            d_below = d_belows[i] if i > self._first else None
            self.layers[i].backward(
                self.w[i], belows[i], at.values[i], at.deltas[i], self.dw[i], d_below, at.memories[i]
            )

    def predict(self, x: Array, at_once: int = CHUNK) -> Array:
        """Z of the networks as they predict, (models, outputs, examples), of any number of examples, some `at_once`.

        Of several members, it is such that the head makes of it the mean of what they predict.
        """
        z = np.empty((self.models, self.architecture.outputs, x.shape[-1]), self.theta.dtype)
        for start in range(0, x.shape[-1], at_once):
            for _, value in self.walk(x[:, start : start + at_once]):
                last = value
            z[..., start : start + at_once] = last if self._members == 1 else self.head.mean(self.by_member(last))
        return z

    def walk(self, x: Array) -> Iterator[tuple[Layer, Array]]:
        """Each layer with its value, (models, units, examples), in prediction; a value is valid until the next."""
        at = self._pass(x.shape[-1])
        below = x
        for layer, w, above, memory in zip(self.layers, self.w, at.values, at.memories, strict=True):
            if not isinstance(layer, Dropout):
                layer.predict(w, below, above, memory)
                yield layer, above
                below = above

    def hidden(self, examples: int) -> list[Array]:
        """A of each hidden layer, (models, units, examples), as the last `forward` of so many examples left it.

        With a parametric activation it is Z, as A may have the same sign on both sides of a kink.
        """
        values = self._pass(examples).values
        places = [place for place, layer in enumerate(self.layers) if isinstance(layer, Activate)]
        return [values[place - isinstance(self.layers[place], ParametricActivate)] for place in places]

    def by_member(self, z: Array) -> Array:
        """Return Z, (models, members · outputs, examples), as (models, members, outputs, examples)."""
        return z.reshape(self.models, self._members, self.architecture.outputs, z.shape[-1], copy=False)

    def columns(self, examples: int) -> list[int]:
        """Return the number of columns of each layer's value for `examples` examples."""
        shared = self._first + isinstance(self.layers[self._first], Periodic)  # by all members
        of_hidden = range(shared, len(self.layers) - 1)
        return [examples * (self._members if i in of_hidden else 1) for i in range(len(self.layers))]

    def _pass(self, examples: int) -> "Pass":
        if examples not in self._passes:
            self._passes[examples] = Pass(self, examples)
        return self._passes[examples]


class Pass:
    """The arrays for one batch size, allocated once: a value and a gradient between any two layers.

    At most two gradients are needed at a time, so two arrays alternate.
    """

    def __init__(self, network: Network, examples: int) -> None:
        dtype, layers = network.theta.dtype, network.layers
        columns = network.columns(examples)
        shapes = [(network.models, layer.units, count) for layer, count in zip(layers, columns, strict=True)]
        size = max(prod(shape) for shape in shapes)
        two_gradients = cycle([np.empty(size, dtype), np.empty(size, dtype)])
        scratch, mask = np.empty(size, dtype), np.empty(size, np.bool_)
        zeros = np.zeros(size // network.models, dtype)
        ones = {count: np.ones((count, 1), dtype) for count in {*columns}}

        self.values: list[Array] = []
        self.deltas: list[Array] = []
        self.memories: list[Memory] = []
        for layer, shape in zip(layers, shapes, strict=True):
            self.values.append(self.values[-1] if layer.value_in_place else np.empty(shape, dtype))
            if not layer.gradient_in_place or not self.deltas:
                gradient = next(two_gradients)
            self.deltas.append(gradient[: prod(shape)].reshape(shape))
            self.memories.append(
                Memory(
                    scratch=scratch[: prod(shape)].reshape(shape),
                    mask=mask[: prod(shape)].reshape(shape),
                    zeros=zeros[: prod(shape[1:])].reshape(shape[1:]),
                    ones=ones[shape[2]],
                    shares=ones[shape[2]] / dtype.type(shape[2]),
                    columns=np.empty((6, *shape[:2], 1), dtype),
                )
            )
        self.z, self.dz = network.by_member(self.values[-1]), network.by_member(self.deltas[-1])
        self.column = np.empty((*self.z.shape[:2], 1, examples), dtype)
