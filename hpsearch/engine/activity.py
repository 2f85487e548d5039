"""How the signal and the gradient fare from layer to layer (notes §XI), and which units are dead."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.heads import Losses
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.network import CHUNK, Network


def activation_sizes(network: Network, x: Array) -> list[Losses]:
    """‖A[l]‖/√(n[l] m), the root mean square, of each hidden layer as the networks predict, (models,).

    It stays near that of the inputs where the initialisation suits the activation, else it vanishes or explodes.
    """
    return [
        np.sqrt(np.mean(np.square(value, dtype=np.float64), axis=(1, 2)))
        for layer, value in network.walk(x)
        if isinstance(layer, Activate)
    ]


def gradient_norms(network: Network) -> list[Losses]:
    """‖dW[l]‖ of each layer, (models,), as the last backward pass left it."""
    return [np.linalg.norm(dw["W"].astype(np.float64), axis=(1, 2)) for dw in network.dw if "W" in dw]


def dead_units(network: Network, x: Array) -> list[tuple[int, ...]]:
    """For each model, how many units of each hidden layer give all examples of x the same value.

    Of x, (inputs, m), some hundred examples are enough to tell, and no more are looked at. A single example tells
    nothing: then no unit is dead.
    """
    if x.shape[-1] < 2:
        return [(0,) * len(network.architecture.hidden)] * network.models
    dead = [
        np.all(value == value[..., :1], axis=2).sum(axis=1)
        for layer, value in network.walk(x[:, :CHUNK])
        if isinstance(layer, Activate)
    ]
    return [tuple(int(count[model]) for count in dead) for model in range(network.models)]
