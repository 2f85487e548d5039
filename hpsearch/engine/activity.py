"""The sizes of activations and gradients in each layer (notes §XI), and the number of dead units."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.heads import Losses
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.network import CHUNK, Network


def activation_sizes(network: Network, x: Array) -> list[Losses]:
    """Return the root mean square ‖A[l]‖/√(n[l] m) of each hidden layer in prediction, (models,).

    It stays near that of the inputs if the initialisation suits the activation; else it vanishes or explodes.
    """
    return [
        np.sqrt(np.mean(np.square(value, dtype=np.float64), axis=(1, 2)))
        for layer, value in network.walk(x)
        if isinstance(layer, Activate)
    ]


def gradient_norms(network: Network) -> list[Losses]:
    """Return ‖dW[l]‖ of each layer, (models,), from the last backward pass."""
    return [np.linalg.norm(dw["W"].astype(np.float64), axis=(1, 2)) for dw in network.dw if "W" in dw]


def dead_units(network: Network, x: Array) -> list[tuple[int, ...]]:
    """Return for each model how many units of each hidden layer give all examples of x the same value.

    Only the first few hundred examples of x, (inputs, m), are used, as they are enough. With a single example no unit
    counts as dead.
    """
    if x.shape[-1] < 2:
        return [(0,) * len(network.architecture.hidden)] * network.models
    dead = [
        np.all(value == value[..., :1], axis=2).sum(axis=1)
        for layer, value in network.walk(x[:, :CHUNK])
        if isinstance(layer, Activate)
    ]
    return [tuple(int(count[model]) for count in dead) for model in range(network.models)]
