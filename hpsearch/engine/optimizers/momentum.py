"""Gradient descent with momentum: an exponentially weighted average of gradients (notes §XVII)."""

from typing import ClassVar

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.records import Record


class Momentum(Record):
    """v = β₁v + (1−β₁)g;  θ −= α v."""

    name = "momentum"
    state: ClassVar = ("v",)
    velocity: ClassVar = "v"
    hyperparameters: ClassVar = ("learning_rate", "beta1")
    defaults: ClassVar[dict[str, float]] = {}

    def step(
        self,
        theta: Array,
        gradient: Array,
        scratch: Array,
        v: Array,
        *,
        t: int,
        learning_rate: Array,
        beta1: Array,
    ) -> None:
        """Take step number `t`: buffers are (models, parameters), hyperparameters (models, 1)."""
        v *= beta1
        v += np.multiply(1 - beta1, gradient, out=scratch)  # v = β₁v + (1−β₁)g
        theta -= np.multiply(learning_rate, v, out=scratch)  # θ −= α v
