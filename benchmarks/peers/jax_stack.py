"""JAX at its best: jit of a scan over the batches of an epoch, vmap over the models of one shape.

A model that is alone in its shape does without the vmap, which would cost it 7%. Dropout draws from JAX's default
generator, which is the fastest here, one mask for the whole stack.
"""

from time import process_time

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, random

from benchmarks.peers.jax_network import epoch_of, initial_state
from benchmarks.workloads import Workload


class Jax:
    """A compiled epoch for each shape of model; the state's memory is handed on from epoch to epoch."""

    def __init__(self, workload: Workload) -> None:
        x, y = workload.arrays()
        targets = y[:, None] if workload.outputs == 1 else np.eye(workload.outputs)[y]
        self.x, self.y = jnp.asarray(x), jnp.asarray(targets, x.dtype)
        self.models = len(workload.hidden)
        self.orders = np.random.default_rng(0)
        self.key = random.key(0)
        self.shape = (workload.batches, workload.batch)
        self.states = [initial_state(workload, hidden, models) for hidden, models in workload.shapes.items()]
        started = process_time()
        self.epochs = [
            jax.jit(epoch_of(models), donate_argnums=0).lower(state, self.x, self.y, self._order(), self.key).compile()
            for state, models in zip(self.states, workload.shapes.values(), strict=True)
        ]
        self.compiled_in = process_time() - started  # seconds

    def train_epoch(self) -> None:
        """Each stack in turn, waited for."""
        self.key, drawn = random.split(self.key)
        order = self._order()
        for stack, compiled in enumerate(self.epochs):
            self.states[stack] = compiled(self.states[stack], self.x, self.y, order, drawn)
            jax.block_until_ready(self.states[stack])

    def _order(self) -> Array:
        """The examples in a new order, (batches, batch)."""
        return jnp.asarray(self.orders.permutation(len(self.x)).reshape(self.shape).astype(np.int32))
