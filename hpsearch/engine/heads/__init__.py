"""The heads, which turn the last layer's Z into predictions, loss and gradient. One file each, found by name.

Z and the targets are (models, outputs, examples) and (outputs, examples). All losses are means over the
examples, in float64, and stay exact for |Z| up to 1e4 and beyond.
"""

import sys
from collections.abc import Mapping
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.engine.arrays import Array, Labels
from hpsearch.registry import on_demand

Losses = NDArray[np.float64]
"""One number per model, (models,)."""


def mean_losses(losses: Array, example_weights: Array | None = None) -> Losses:
    """Return the mean of `losses`, (models, examples), over the examples, each multiplied by its weight if given."""
    if example_weights is not None:
        losses = losses * example_weights
    means: Losses = losses.sum(axis=-1, dtype=np.float64) / losses.shape[-1]
    return means


class Head(Protocol):
    """What training and prediction need of a head."""

    name: ClassVar[str]
    kinks: ClassVar[tuple[float, ...]]
    """Values of z − y at which the loss has no second derivative."""

    def outputs(self, classes: int, targets: int = 1) -> int:
        """Return the number of units of the last layer for a number of classes, or of numeric targets."""

    def targets(self, y: Array | Labels, classes: int, dtype: DTypeLike = np.float64) -> Array:
        """Return the targets Y, (outputs, examples), for labels or values `y`, (examples,) or (examples, outputs)."""

    def predict(self, z: Array) -> Array:
        """Return probabilities of all classes, (models, classes, examples), or values, (models, outputs, examples)."""

    def mean(self, z: Array) -> Array:
        """Return the Z, (models, outputs, examples), whose prediction is the mean of the members' predictions.

        The members' Z are (models, members, outputs, examples).
        """

    def decide(self, z: Array) -> Labels:
        """Return the most probable class of each example, (models, examples), the first of equal ones."""

    def example_losses(self, z: Array, y: Array) -> Array:
        """Return the loss of each model on each example, (models, examples)."""

    def losses(self, z: Array, y: Array, example_weights: Array | None = None) -> Losses:
        """Return the mean loss of each model, with the examples' weights, (examples,), if given."""

    def backward(self, z: Array, y: Array, d: Array, scratch: Array) -> None:
        """Write dZ of the mean loss into `d`, which may be `z`; `scratch` is (models, 1, examples)."""


HEADS: Mapping[str, Head] = on_demand(sys.modules[__name__])


OF_LOSS: Mapping[str, str] = {"auto": "linear", "squared": "linear", "huber": "huber", "absolute": "absolute"}
"""The heads for regression, by their loss."""


def head_of(classes: int, loss: str = "auto") -> Head:
    """Return the head for a number of classes, or with 0 the regression head with this `loss`.

    >>> head_of(0).name, head_of(2).name, head_of(3).name, head_of(0, "huber").name
    ('linear', 'sigmoid', 'softmax', 'huber')
    """
    return HEADS[OF_LOSS[loss] if classes == 0 else "sigmoid" if classes == 2 else "softmax"]
