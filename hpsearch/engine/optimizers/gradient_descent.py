"""Gradient descent on mini-batches (notes §XIII)."""

from typing import ClassVar

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.records import Record


class GradientDescent(Record):
    """θ −= α g."""

    name = "sgd"
    state: ClassVar = ()
    hyperparameters: ClassVar = ("learning_rate",)
    defaults: ClassVar[dict[str, float]] = {}

    def step(self, theta: Array, gradient: Array, scratch: Array, *, t: int, learning_rate: Array) -> None:
        """Take step number `t`: buffers are (models, parameters), hyperparameters (models, 1)."""
        theta -= np.multiply(learning_rate, gradient, out=scratch)
