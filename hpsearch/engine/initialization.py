"""The parameters a network starts from (notes §XI)."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.arrays import Array
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.parameters import Layout


def initial_parameters(
    architecture: Architecture, initializers: Sequence[str], draws: Sequence[Generator], dtype: DTypeLike
) -> Array:
    """One row of parameters for each of `initializers`, (models, P): W normal, all else 0.

    All models share one standard normal draw a layer, taken from that layer's generator in `draws`, so that a
    difference between two models is one of their settings. `auto` is he for the ReLU family, else xavier.
    """
    layers = architecture.layers()
    layout = Layout.of([layer.shapes for layer in layers])
    theta = np.zeros((len(initializers), layout.size), dtype)
    family = ACTIVATIONS[architecture.activation].family
    chosen = [INITIALIZERS[family if name == "auto" else name] for name in initializers]
    weights = ((shape, part) for _, name, shape, part in layout.tensors() if name == "W")
    for ((n_out, n_in), part), generator in zip(weights, draws, strict=True):
        deviations = np.array([initializer.deviation(n_in, n_out) for initializer in chosen])
        theta[:, part] = deviations[:, None] * generator.standard_normal(n_out * n_in)
    return theta
