"""A stack of models of one architecture: values forward, gradients backward, on preallocated arrays."""

from itertools import cycle
from math import prod

import numpy as np

from hpsearch.engine.architecture import Architecture
from hpsearch.engine.arrays import Array
from hpsearch.engine.heads import HEADS
from hpsearch.engine.layers import Memory
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.parameters import Layout


class Network:
    """`models` networks of one architecture; their parameters are rows of `theta`, (models, P).

    The gradient of the mean loss appears in `gradient`, (models, P); `weights` and `weight_gradients` are the
    parts of both that L2 concerns.
    """

    def __init__(self, architecture: Architecture, theta: Array) -> None:
        self.architecture = architecture
        self.layers = architecture.layers()
        self.head = HEADS[architecture.head]
        self.layout = Layout.of([layer.shapes for layer in self.layers])
        self.theta = theta
        self.gradient = np.zeros_like(theta)
        self.w = self.layout.views(self.theta, len(self.layers))
        self.dw = self.layout.views(self.gradient, len(self.layers))
        self.weights = self.theta[:, : self.layout.weights]
        self.weight_gradients = self.gradient[:, : self.layout.weights]
        self._passes: dict[int, Pass] = {}

    @property
    def models(self) -> int:
        """How many models the stack holds."""
        return len(self.theta)

    def forward(self, x: Array) -> Array:
        """The last layer's Z, (models, outputs, examples), of x, (inputs, examples); valid until the next call."""
        at = self._pass(x.shape[-1])
        below = x
        for layer, w, above in zip(self.layers, self.w, at.values, strict=True):
            layer.forward(w, below, above)
            below = above
        return below

    def backward(self, x: Array, y: Array) -> None:
        """Write the gradient of the mean loss over x, (inputs, examples), and targets y, (outputs, examples).

        Belongs to the last call of `forward`, whose values it spoils.
        """
        at = self._pass(x.shape[-1])
        self.head.backward(at.values[-1], y, at.deltas[-1], at.column)
        belows = [x, *at.values[:-1]]
        d_belows = [None, *at.deltas[:-1]]
        for i in reversed(range(len(self.layers))):
            self.layers[i].backward(
                self.w[i], belows[i], at.values[i], at.deltas[i], self.dw[i], d_belows[i], at.memories[i]
            )

    def hidden(self, examples: int) -> list[Array]:
        """A of each hidden layer, (models, units, examples), as the last `forward` of so many examples left it."""
        values = self._pass(examples).values
        return [value for layer, value in zip(self.layers, values, strict=True) if isinstance(layer, Activate)]

    def logits(self, x: Array, chunk: int = 512) -> Array:
        """Z of any number of examples, (models, outputs, examples), a chunk at a time."""
        z = np.empty((self.models, self.architecture.outputs, x.shape[-1]), self.theta.dtype)
        for start in range(0, x.shape[-1], chunk):
            z[..., start : start + chunk] = self.forward(x[:, start : start + chunk])
        return z

    def _pass(self, examples: int) -> "Pass":
        if examples not in self._passes:
            self._passes[examples] = Pass(self, examples)
        return self._passes[examples]


class Pass:
    """The arrays that one batch size needs, made once: a value and a gradient between any two layers.

    Of the gradients no more than two are alive at once, so two arrays alternate.
    """

    def __init__(self, network: Network, examples: int) -> None:
        dtype, layers = network.theta.dtype, network.layers
        shapes = [(network.models, layer.units, examples) for layer in layers]
        size = max(prod(shape) for shape in shapes)
        two_gradients = cycle([np.empty(size, dtype), np.empty(size, dtype)])
        scratch, mask = np.empty(size, dtype), np.empty(size, np.bool_)
        ones = np.ones((examples, 1), dtype)

        self.column = np.empty((network.models, 1, examples), dtype)
        self.values: list[Array] = []
        self.deltas: list[Array] = []
        self.memories: list[Memory] = []
        for layer, shape in zip(layers, shapes, strict=True):
            self.values.append(self.values[-1] if layer.value_in_place else np.empty(shape, dtype))
            if not layer.gradient_in_place:
                gradient = next(two_gradients)
            self.deltas.append(gradient[: prod(shape)].reshape(shape))
            self.memories.append(
                Memory(scratch[: prod(shape)].reshape(shape), mask[: prod(shape)].reshape(shape), ones)
            )
