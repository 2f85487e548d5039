"""A running optimizer: its state, the parameters that it moves, and its number of steps."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.optimizers import Optimizer, velocity_of

BLOCK = 65_536
"""Parameters of one model that are updated together: few enough for the cache, and many enough for little overhead."""


class Descent:
    """Moves `theta` against `gradient`, both (models, P), by the rule of `optimizer`.

    The first `weights` parameters, by default all, are weights; only those are subject to weight decay. `state` and `t`
    continue an earlier descent of these models.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        theta: Array,
        gradient: Array,
        weights: int | None = None,
        state: dict[str, Array] | None = None,
        t: int = 0,
    ) -> None:
        self.optimizer = optimizer
        self.t = t
        self.state = state or {name: np.zeros_like(theta) for name in optimizer.state}
        self.scratch = np.empty_like(theta)
        buffers = {"theta": theta, "gradient": gradient, "scratch": self.scratch, **self.state}

        def blocks(start: int, stop: int) -> list[dict[str, Array]]:
            parts = [slice(at, min(at + BLOCK, stop)) for at in range(start, stop, BLOCK)]
            return [{name: buffer[:, part] for name, buffer in buffers.items()} for part in parts]

        boundary = theta.shape[1]
        if weights is not None and "weight_decay" in optimizer.hyperparameters:
            boundary = weights
        self._weights, self._others = blocks(0, boundary), blocks(boundary, theta.shape[1])

    def recorrect(self, model: int, name: str, before: float, after: float) -> None:
        """Continue the average whose β is the hyperparameter `name`, if there is one, with another β.

        If the optimizer divides the average by 1 − βᵗ, the average is rescaled for the new β: v ·= (1 − β′ᵗ)/(1 − βᵗ).
        So the corrected value does not change, and later corrections are right.
        """
        average = getattr(self.optimizer, "corrected", {}).get(name)
        if average is not None and self.t and before != after:
            self.state[average][model] *= (1 - after**self.t) / (1 - before**self.t)

    def forget_velocity(self) -> None:
        """Set the velocity of all models to 0, as before the first step, if the optimizer has one."""
        name = velocity_of(self.optimizer)
        if name is not None:
            self.state[name][...] = 0

    def step(self, **columns: Array) -> None:
        """Take a step with the optimizer's hyperparameters as (models, 1) columns; overwrites the gradient."""
        self.t += 1
        for block in self._weights:
            self.optimizer.step(**block, t=self.t, **columns)
        if "weight_decay" in columns:
            columns["weight_decay"] = np.zeros_like(columns["weight_decay"])
        for block in self._others:
            self.optimizer.step(**block, t=self.t, **columns)
