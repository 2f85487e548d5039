"""The initial parameters of a network (notes §XI)."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.arrays import Array
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.layers.parametric_activate import PACE
from hpsearch.engine.layers.periodic import DEVIATION
from hpsearch.engine.layers.scaled_dense import FACTOR


def initial_parameters(
    architecture: Architecture, initializer: str, draws: Sequence[Generator], dtype: DTypeLike
) -> Array:
    """Return the initial parameters of one network, (size,): W normal; γ, σ², α and input scales 1; all else 0.

    With several members, their input scales are random signs. Frequencies are normal, and phases uniform in ±π.

    The weights of each layer come from that layer's generator in `draws`, so that networks with the same draws differ
    only in their settings. `auto` is he for the ReLU family, else xavier.
    """
    layout = architecture.layout()
    family = ACTIVATIONS[architecture.activation].family
    deviation = INITIALIZERS[family if initializer == "auto" else initializer].deviation
    parameters = np.zeros(layout.size, dtype)
    of_weights = [part for _, name, _, part in layout.tensors() if name == "W"]
    for (n_in, n_out), part, draw in zip(architecture.products, of_weights, draws, strict=True):
        parameters[part] = deviation(n_in, n_out) * draw.standard_normal(part.stop - part.start)
    for _, name, shape, part in layout.tensors():
        if name == "gamma":
            parameters[part] = 1
        elif name == "frequency":
            parameters[part] = DEVIATION * draws[0].standard_normal(part.stop - part.start)
        elif name == "phase":
            parameters[part] = draws[0].uniform(-np.pi, np.pi, part.stop - part.start)
        elif name == "scale":
            parameters[part] = 1 / FACTOR
        elif name == "bend":
            parameters[part] = 1 / PACE
        elif name == "scales":
            size = FACTOR if architecture.input_scale else 1
            parameters[part] = (2 * draws[0].integers(2, size=part.stop - part.start) - 1) / size
        elif name == "moments":
            parameters[part].reshape(shape)[1] = 1  # σ²
    return parameters
