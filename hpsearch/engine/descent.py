"""An optimizer at work: its state beside the parameters it moves, and its count of steps."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.optimizers import Optimizer

BLOCK = 16_384
"""Parameters of one model that are updated together: few enough that all their buffers stay in cache."""


class Descent:
    """Moves `theta` against `gradient`, both (models, P), by the rule of `optimizer`.

    `state` and `t` are where an earlier descent of these models left off.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        theta: Array,
        gradient: Array,
        state: dict[str, Array] | None = None,
        t: int = 0,
    ) -> None:
        self.optimizer = optimizer
        self.t = t
        self.state = state or {name: np.zeros_like(theta) for name in optimizer.state}
        self.scratch = np.empty_like(theta)
        self._blocks = [
            {
                name: buffer[:, start : start + BLOCK]
                for name, buffer in {
                    "theta": theta,
                    "gradient": gradient,
                    "scratch": self.scratch,
                    **self.state,
                }.items()
            }
            for start in range(0, theta.shape[1], BLOCK)
        ]

    def step(self, **columns: Array) -> None:
        """Take a step with the optimizer's hyperparameters as (models, 1) columns; spoils the gradient."""
        self.t += 1
        for block in self._blocks:
            self.optimizer.step(**block, t=self.t, **columns)
