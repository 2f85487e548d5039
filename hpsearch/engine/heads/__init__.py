"""The heads: what the last layer's Z means, its loss, and where its gradient starts. One file each, found by name.

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
"""One number a model, (models,)."""


def mean_losses(losses: Array, example_weights: Array | None = None) -> Losses:
    """The mean over the examples of `losses`, (models, examples), each times its weight if there are any."""
    if example_weights is not None:
        losses = losses * example_weights
    means: Losses = losses.sum(axis=-1, dtype=np.float64) / losses.shape[-1]
    return means


class Head(Protocol):
    """What training and prediction ask of a head."""

    name: ClassVar[str]
    kinks: ClassVar[tuple[float, ...]]
    """Values of z − y at which the loss has no second derivative."""

    def outputs(self, classes: int, targets: int = 1) -> int:
        """How many units the last layer has for so many classes, or so many numbers to predict."""

    def targets(self, y: Array | Labels, classes: int, dtype: DTypeLike = np.float64) -> Array:
        """The targets Y, (outputs, examples), of labels or values `y`, (examples,) or (examples, outputs)."""

    def predict(self, z: Array) -> Array:
        """Probabilities of every class, (models, classes, examples), or values, (models, outputs, examples)."""

    def mean(self, z: Array) -> Array:
        """Z, (models, outputs, examples), of which `predict` makes the mean of what it makes of each member's.

        Those are (models, members, outputs, examples).
        """

    def decide(self, z: Array) -> Labels:
        """The most probable class of each example, the first among equals, (models, examples); regression has none."""

    def example_losses(self, z: Array, y: Array) -> Array:
        """The loss of each model on each example, (models, examples)."""

    def losses(self, z: Array, y: Array, example_weights: Array | None = None) -> Losses:
        """The mean loss of each model; each example counts with its weight, (examples,), where there are any."""

    def backward(self, z: Array, y: Array, d: Array, scratch: Array) -> None:
        """Write dZ of the mean loss into `d`, which may be `z`; `scratch` is (models, 1, examples)."""


HEADS: Mapping[str, Head] = on_demand(sys.modules[__name__])


OF_LOSS: Mapping[str, str] = {"auto": "linear", "squared": "linear", "huber": "huber", "absolute": "absolute"}
"""The heads that predict a number, by the loss that they are trained with."""


def head_of(classes: int, loss: str = "auto") -> Head:
    """The head that predicts so many classes, or with none a number under a `loss`.

    >>> head_of(0).name, head_of(2).name, head_of(3).name, head_of(0, "huber").name
    ('linear', 'sigmoid', 'softmax', 'huber')
    """
    return HEADS[OF_LOSS[loss] if classes == 0 else "sigmoid" if classes == 2 else "softmax"]
