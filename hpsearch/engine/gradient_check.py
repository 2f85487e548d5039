"""The gradient check: compare the gradient with two-sided differences over all parameters (notes §XII)."""

import numpy as np

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.arrays import Array, Labels, Mask
from hpsearch.engine.heads import Losses
from hpsearch.engine.l2 import add_l2_gradient, l2_costs
from hpsearch.engine.layers.dense import Dense
from hpsearch.engine.network import Network
from hpsearch.records import Record

GREAT, GOOD = 1e-7, 1e-5
"""A relative difference up to the first is great, up to the second good."""

ROUNDING = 8
"""Assumed rounding error of a cost computed through some layers, in units in the last place."""

STACK = 64
"""Number of perturbed copies of the model that are evaluated at once."""


class GradientCheck(Record):
    """‖g̃ − g‖ / (‖g̃‖ + ‖g‖) over all parameters and for each tensor: W, b, gamma, beta with [l], l from 1.

    `skipped` counts the components that were left out because their step crosses a kink, where no derivative exists.
    """

    difference: float
    tensors: dict[str, float]
    checked: int
    skipped: int

    @property
    def worst(self) -> float:
        """The largest difference, over all parameters or of one tensor."""
        return max(self.difference, *self.tensors.values())


def check_gradient(
    network: Network,
    x: Array,
    y: Array,
    l2: float,
    components: Labels | None = None,
    example_weights: Array | None = None,
    step: float = 1e-5,
) -> GradientCheck:
    """Compare the backward pass of a float64 `network` of one model with finite differences of its training cost.

    x (inputs, m), targets y (outputs, m). The cost is the mean loss, weighted if there are weights, (m,), plus
    λ/(2m) Σ‖W‖²; dropouts keep their latest masks. The step of a component is 1e-5 · max(1, |θ|), which keeps
    both rounding and curvature small. `components` are the indices in theta to check, ascending; all by default.
    """
    examples = x.shape[-1]
    strength = np.array([[l2]])
    network.forward(x)
    network.backward(x, y, example_weights)
    add_l2_gradient(network.weight_gradients, network.weights, strength, examples, np.empty_like(network.weights))
    theta = network.theta[0]
    chosen = np.arange(len(theta)) if components is None else components
    analytic, steps = network.gradient[0][chosen], step * np.maximum(1, np.abs(theta[chosen]))

    numeric, smooth = np.empty(len(chosen)), np.empty(len(chosen), np.bool_)
    for start in range(0, len(chosen), STACK):
        part = slice(start, start + STACK)
        rows = np.arange(len(chosen[part]))
        above, below = np.tile(network.parameters[0], (2, len(rows), 1))
        above[rows, chosen[part]] += steps[part]
        below[rows, chosen[part]] -= steps[part]
        cost_above, on_above = _costs(_twin(network, above), x, y, strength, example_weights)
        cost_below, on_below = _costs(_twin(network, below), x, y, strength, example_weights)
        numeric[part] = (cost_above - cost_below) / (2 * steps[part])
        smooth[part] = (on_above == on_below).all(axis=1)

    noise = ROUNDING * np.finfo(np.float64).eps * max(1.0, abs(float(cost_above[0]))) / steps

    def difference(part: slice) -> float:
        kept = smooth & (chosen >= part.start) & (chosen < part.stop)
        return _relative_difference(numeric[kept], analytic[kept], noise[kept])

    return GradientCheck(
        difference=difference(slice(0, len(theta))),
        tensors={
            f"{name}[{_number(network, layer)}]": difference(part)
            for layer, name, _, part in network.layout.tensors()
            if part.stop <= len(theta)
        },
        checked=int(smooth.sum()),
        skipped=int((~smooth).sum()),
    )


def _relative_difference(numeric: Array, analytic: Array, noise: Array) -> float:
    """Return ‖g̃ − g‖ / (‖g̃‖ + ‖g‖), all (components,); for gradients below the `noise` the divisor is the noise."""
    resolved = float(np.linalg.norm(noise)) / GREAT
    scale = max(float(np.linalg.norm(numeric) + np.linalg.norm(analytic)), resolved)
    return float(np.linalg.norm(numeric - analytic)) / scale if scale else 0.0


def _twin(network: Network, parameters: Array) -> Network:
    """Return a copy of `network` with other `parameters`, (models, P), and the same dropout masks."""
    return Network(network.architecture, parameters, network.dropouts)


def _number(network: Network, layer: int) -> int:
    """Return the layer number l in the notes, from 1, to which a layer of the network belongs."""
    return sum(isinstance(one, Dense) for one in network.layers[: layer + 1])


def _costs(network: Network, x: Array, y: Array, l2: Array, example_weights: Array | None) -> tuple[Losses, Mask]:
    """Return the cost of each model, and the side of each kink for hidden units and z − y, (models, sides)."""
    z = network.forward(x)
    z, y = network.by_member(z), y if y.ndim == 2 else y[:, None]
    losses = network.head.losses(z, y, example_weights).mean(axis=1)
    costs = losses + l2_costs(network.weights, l2, x.shape[-1])
    hidden = network.hidden(x.shape[-1]) if ACTIVATIONS[network.architecture.activation].kink else []
    on = [(a > 0).reshape(network.models, -1) for a in hidden]
    on += [(z - y > kink).reshape(network.models, -1) for kink in network.head.kinks]
    return costs, np.concatenate([np.empty((network.models, 0), np.bool_), *on], axis=1)
