"""RMSprop: each gradient component divided by its root mean square (Tieleman & Hinton 2012; notes §XVIII)."""

from typing import ClassVar

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.records import Record


class RMSprop(Record):
    """s = β₂s + (1−β₂)g²;  θ −= α g / (√s + ε)."""

    name = "rmsprop"
    state: ClassVar = ("s",)
    hyperparameters: ClassVar = ("learning_rate", "beta2", "epsilon")
    defaults: ClassVar = {"beta2": 0.9}  # s starts at 0 uncorrected: at 0.999 the first step would be 31 α

    def step(
        self,
        theta: Array,
        gradient: Array,
        scratch: Array,
        s: Array,
        *,
        t: int,
        learning_rate: Array,
        beta2: Array,
        epsilon: Array,
    ) -> None:
        """Take step number `t`: buffers are (models, parameters), hyperparameters (models, 1)."""
        np.square(gradient, out=scratch)
        scratch *= 1 - beta2
        s *= beta2
        s += scratch  # s = β₂s + (1−β₂)g²

        np.sqrt(s, out=scratch)
        scratch += epsilon
        np.divide(gradient, scratch, out=scratch)
        scratch *= learning_rate
        theta -= scratch  # θ −= α g / (√s + ε)
