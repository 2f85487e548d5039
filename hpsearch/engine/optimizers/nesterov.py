"""Nesterov's momentum: the step looks ahead along the new velocity (Nesterov 1983; notes §XVII)."""

from typing import ClassVar

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.records import Record


class Nesterov(Record):
    """v = β₁v + (1−β₁)g;  θ −= α(β₁v + (1−β₁)g), with the new v."""

    name = "nesterov"
    state: ClassVar = ("v",)
    velocity: ClassVar = "v"
    hyperparameters: ClassVar = ("learning_rate", "beta1")
    defaults: ClassVar[dict[str, float]] = {}

    def step(
        self, theta: Array, gradient: Array, scratch: Array, v: Array, *, t: int, learning_rate: Array, beta1: Array
    ) -> None:
        """Take step number `t`: buffers are (models, parameters), hyperparameters (models, 1)."""
        gradient *= 1 - beta1
        v *= beta1
        v += gradient  # v = β₁v + (1−β₁)g
        gradient += np.multiply(beta1, v, out=scratch)
        gradient *= learning_rate
        theta -= gradient  # θ −= α(β₁v + (1−β₁)g)
