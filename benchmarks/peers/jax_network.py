"""A network and its training in JAX, written by hand for one model, (examples, units) as is the custom there."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax, nn, random

from benchmarks.workloads import KEEP_PROB, LEARNING_RATE, Hidden, Workload

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8

Layer = dict[str, Array]
State = dict[str, Any]
"""Parameters `theta`, Adam's `v` and `s`, the running `averages` of batch norm, and the number `t` of steps."""


def initial_state(workload: Workload, hidden: Hidden, models: int) -> State:
    """He's draw for so many models; where there are several, every array has the models in front."""
    draw = np.random.default_rng(0)
    stack = (models,) if models > 1 else ()
    theta: list[Layer] = []
    averages: list[Layer] = []
    for n_in, n_out in pairwise(workload.widths(hidden)):
        w = draw.standard_normal((*stack, n_in, n_out), np.float32) * np.float32(np.sqrt(2 / n_in))
        zeros = np.zeros((*stack, n_out), np.float32)
        theta.append({"W": jnp.asarray(w), "b": jnp.asarray(zeros)})
        if workload.regularised and len(theta) <= len(hidden):
            theta[-1]["gamma"] = jnp.ones_like(zeros)
            averages.append({"mean": jnp.asarray(zeros), "variance": jnp.ones_like(zeros)})
    v, s = (jax.tree.map(jnp.zeros_like, theta) for _ in range(2))
    return {"theta": theta, "v": v, "s": s, "averages": averages, "t": jnp.zeros((), jnp.int32)}


def loss(theta: list[Layer], averages: list[Layer], x: Array, y: Array, key: Array) -> tuple[Array, list[Layer]]:
    """The mean loss over x (examples, inputs) and targets y (examples, outputs), and the averages thereafter."""
    a, moved = x, []
    for layer, w in enumerate(theta[:-1]):
        z = a @ w["W"]
        if averages:
            z, average = batch_norm(w, averages[layer], z)
            moved.append(average)
        a = nn.relu(z + w["b"])
        if averages:
            kept = random.bernoulli(random.fold_in(key, layer), KEEP_PROB, a.shape)
            a = jnp.where(kept, a / KEEP_PROB, 0)
    z = a @ theta[-1]["W"] + theta[-1]["b"]
    if z.shape[1] == 1:
        return jnp.mean(nn.softplus(z) - y * z), moved
    return -jnp.mean(jnp.sum(y * nn.log_softmax(z), axis=1)), moved


def batch_norm(w: Layer, average: Layer, z: Array) -> tuple[Array, Layer]:
    """γ ẑ, where b is β, and the running averages moved by a tenth."""
    mean, variance = z.mean(axis=0), z.var(axis=0)
    moved = {"mean": 0.9 * average["mean"] + 0.1 * mean, "variance": 0.9 * average["variance"] + 0.1 * variance}
    return (z - mean) * lax.rsqrt(variance + 1e-5) * w["gamma"], moved


def epoch_of(models: int) -> Callable[[State, Array, Array, Array, Array], State]:
    """An epoch of so many models, to be compiled.

    All train on the same batches under the same masks, as in our cohorts.
    """
    gradient_of = jax.grad(loss, has_aux=True)
    if models > 1:
        gradient_of = jax.vmap(gradient_of, in_axes=(0, 0, None, None, None))

    def step(state: State, batch: tuple[Array, Array, Array]) -> tuple[State, None]:
        gradient, averages = gradient_of(state["theta"], state["averages"], *batch)
        return {**adam(state, gradient), "averages": averages}, None

    def epoch(state: State, x: Array, y: Array, order: Array, key: Array) -> State:
        """Gather the examples in `order`, (batches, batch), and step through them."""
        return lax.scan(step, state, (x[order], y[order], random.split(key, len(order))))[0]

    return epoch


def adam(state: State, gradient: list[Layer]) -> State:
    """θ −= α v̂ / (√ŝ + ε)."""
    t = state["t"] + 1
    v = jax.tree.map(lambda v, g: BETA1 * v + (1 - BETA1) * g, state["v"], gradient)
    s = jax.tree.map(lambda s, g: BETA2 * s + (1 - BETA2) * g * g, state["s"], gradient)
    unbias_v, unbias_s = 1 - BETA1**t, 1 - BETA2**t
    theta = jax.tree.map(
        lambda theta, v, s: theta - LEARNING_RATE * (v / unbias_v) / (jnp.sqrt(s / unbias_s) + EPSILON),
        state["theta"],
        v,
        s,
    )
    return {"theta": theta, "v": v, "s": s, "t": t}
