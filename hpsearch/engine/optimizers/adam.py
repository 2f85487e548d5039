"""Adam: momentum and RMSprop at once, both bias-corrected (Kingma & Ba 2015, alg. 1; notes §XIX)."""

from typing import ClassVar

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.records import Record


class Adam(Record):
    """θ −= α v̂ / (√ŝ + ε)."""

    name = "adam"
    state: ClassVar = ("v", "s")
    velocity: ClassVar = "v"
    hyperparameters: ClassVar[tuple[str, ...]] = ("learning_rate", "beta1", "beta2", "epsilon")
    defaults: ClassVar = {"beta2": 0.999}
    corrected: ClassVar = {"beta1": "v", "beta2": "s"}

    def step(
        self,
        theta: Array,
        gradient: Array,
        scratch: Array,
        v: Array,
        s: Array,
        *,
        t: int,
        learning_rate: Array,
        beta1: Array,
        beta2: Array,
        epsilon: Array,
    ) -> None:
        """Take step number `t`: buffers are (models, parameters), hyperparameters (models, 1)."""
        v *= beta1
        v += np.multiply(1 - beta1, gradient, out=scratch)  # v = β₁v + (1−β₁)g
        np.square(gradient, out=gradient)
        gradient *= 1 - beta2
        s *= beta2
        s += gradient  # s = β₂s + (1−β₂)g²

        unbias, step = np.sqrt(1 - beta2**t), gradient
        np.sqrt(s, out=step)
        step += epsilon * unbias  # (√ŝ + ε)·√(1−β₂ᵗ)
        np.divide(v, step, out=step)
        step *= learning_rate * unbias / (1 - beta1**t)
        theta -= step
