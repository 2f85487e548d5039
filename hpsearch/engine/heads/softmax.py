"""Softmax over C classes, with the cross-entropy (notes §XXVIII)."""

from dataclasses import dataclass

import numpy as np

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.heads import Losses, mean_losses


@dataclass(frozen=True)
class Softmax:
    """a = e^(z − max z) / Σ;  loss −Σ y log a;  dZ = a − y."""

    name = "softmax"

    def outputs(self, classes: int) -> int:
        """One unit a class."""
        return classes

    def targets(self, y: Array | Labels, classes: int) -> Array:
        """One-hot columns, float32: with thousands of classes they are the largest array there is."""
        rows = np.zeros((len(y), classes), np.float32)
        rows[np.arange(len(y)), y.astype(np.int64)] = 1
        return rows.T

    def predict(self, z: Array) -> Array:
        """The probabilities of the classes.

        >>> Softmax().predict(np.array([[[5.0], [2.0], [-1.0], [3.0]]])).round(3).ravel()
        array([0.842, 0.042, 0.002, 0.114])
        """
        a: Array = np.exp(z - z.max(axis=-2, keepdims=True))
        a /= a.sum(axis=-2, keepdims=True)
        return a

    def decide(self, z: Array) -> Labels:
        """The class with the largest z."""
        decided: Labels = z.argmax(axis=1)
        return decided

    def losses(self, z: Array, y: Array, example_weights: Array | None = None) -> Losses:
        """−Σ y log a, as Σ y (log Σeᶻ − z): no logarithm of a vanishing probability."""
        shifted = z - z.max(axis=-2, keepdims=True)
        log_sum = np.log(np.exp(shifted).sum(axis=-2, keepdims=True))
        return mean_losses(y * (log_sum - shifted), example_weights)

    def backward(self, z: Array, y: Array, d: Array, scratch: Array) -> None:
        """dZ = (a − y)/m, where each column of y sums to one."""
        np.subtract(z, np.maximum.reduce(z, axis=-2, keepdims=True, out=scratch), out=d)
        np.exp(d, out=d)
        d /= np.add.reduce(d, axis=-2, keepdims=True, out=scratch)  # a
        d -= y
        d *= 1 / z.shape[-1]
