"""An optimizer at work: its state beside the parameters it moves, and its count of steps."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.optimizers import Optimizer, velocity_of

BLOCK = 65_536
"""Parameters of one model that are updated together: their buffers stay in cache, and Python is hardly in the way."""


class Descent:
    """Moves `theta` against `gradient`, both (models, P), by the rule of `optimizer`.

    The first `weights` parameters are weights, which alone are subject to weight decay; by default all are. `state`
    and `t` are where an earlier descent of these models left off.
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
        """Let the average that decays by the hyperparameter `name`, if one does, go on with another β.

        Where an optimizer divides an average by 1 − βᵗ, that sum of its weights is made what it is for the new β:
        v ·= (1 − β′ᵗ)/(1 − βᵗ). The corrected value stays, and each further step finds the right sum.
        """
        average = getattr(self.optimizer, "corrected", {}).get(name)
        if average is not None and self.t and before != after:
            self.state[average][model] *= (1 - after**self.t) / (1 - before**self.t)

    def forget_velocity(self) -> None:
        """Set the velocity of all models to 0, as it was before the first step; an optimizer may have none."""
        name = velocity_of(self.optimizer)
        if name is not None:
            self.state[name][...] = 0

    def step(self, **columns: Array) -> None:
        """Take a step with the optimizer's hyperparameters as (models, 1) columns; spoils the gradient."""
        self.t += 1
        for block in self._weights:
            self.optimizer.step(**block, t=self.t, **columns)
        if "weight_decay" in columns:
            columns["weight_decay"] = np.zeros_like(columns["weight_decay"])
        for block in self._others:
            self.optimizer.step(**block, t=self.t, **columns)
