"""Small networks with their data, and the results of a plain loop."""

import numpy as np

from hpsearch.engine.architecture import Architecture
from hpsearch.engine.heads import HEADS
from hpsearch.engine.network import Network

CLASSES = {"absolute": 0, "huber": 0, "linear": 0, "sigmoid": 2, "softmax": 3}
"""How many classes the tests try each head with."""


def architecture(inputs=3, hidden=(4, 2), activation="tanh", head="softmax", classes=None, *, batch_norm=False, **own):
    outputs = HEADS[head].outputs(classes or CLASSES[head])
    return Architecture(inputs, tuple(hidden), outputs, activation, head, batch_norm, **own)


def parameters(shape, models=1, dtype=np.float64, seed=0):
    """Weights of a size that keeps the signal, and biases too, (models, P)."""
    rng = np.random.default_rng(seed)
    layout = shape.layout()
    values = rng.normal(size=(models, layout.size))
    for _, name, (_, n_in), part in layout.tensors():
        values[:, part] *= n_in**-0.5 if name == "W" else 0.5
        if name in ("gamma", "moments"):
            values[:, part] = np.abs(values[:, part]) + 0.5
        elif name == "bend":
            values[:, part] += 5
        elif name == "batches":
            values[:, part] = 20
    return values.astype(dtype)


def examples(shape, count, dtype=np.float64, seed=1):
    """x, (inputs, count), as training lays it out, and targets, (outputs, count)."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, shape.inputs)).astype(dtype).T
    classes = shape.outputs if shape.outputs > 1 else CLASSES[shape.head]
    y = rng.integers(classes, size=count) if classes else rng.normal(size=count)
    return x, np.ascontiguousarray(HEADS[shape.head].targets(y, classes).T, dtype).T


def gradient(shape, theta, x, y):
    """The gradient of the mean loss, (models, P), by a network of its own."""
    network = Network(shape, theta)
    network.forward(x)
    network.backward(x, y)
    return network.gradient
