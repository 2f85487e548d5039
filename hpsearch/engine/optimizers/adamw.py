"""AdamW: Adam with weight decay that is not scaled by the gradient (Loshchilov & Hutter 2019, alg. 2)."""

from typing import ClassVar

from hpsearch.engine.arrays import Array
from hpsearch.engine.optimizers.adam import Adam


class AdamW(Adam):
    """θ −= α w θ, then θ −= α v̂ / (√ŝ + ε); w is 0 for all but weights."""

    name = "adamw"
    hyperparameters: ClassVar[tuple[str, ...]] = (*Adam.hyperparameters, "weight_decay")

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
        weight_decay: Array | float = 0.0,
    ) -> None:
        """Take step number `t`: buffers are (models, parameters), hyperparameters (models, 1)."""
        theta *= 1 - learning_rate * weight_decay  # θ −= α w θ
        super().step(
            theta, gradient, scratch, v, s, t=t, learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon
        )
