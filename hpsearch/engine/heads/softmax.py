"""Softmax over C classes, with the cross-entropy (notes §XXVIII)."""

import numpy as np
from numpy.typing import DTypeLike

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.heads import Losses, mean_losses
from hpsearch.records import Record


class SoftmaxHead(Record):
    """a = e^(z − max z) / Σ;  loss −Σ y log a;  dZ = a − y."""

    name = "softmax"
    kinks = ()

    def outputs(self, classes: int, targets: int = 1) -> int:
        """The number of output units: one for each class."""
        return classes

    def targets(self, y: Array | Labels, classes: int, dtype: DTypeLike = np.float64) -> Array:
        """Return one-hot columns, (classes, examples); with thousands of classes, for some examples at a time."""
        columns = np.zeros((classes, len(y)), dtype)
        columns[y.astype(np.int64, copy=False), np.arange(len(y))] = 1
        return columns

    def predict(self, z: Array) -> Array:
        """The probabilities of the classes, (models, classes, examples).

        >>> SoftmaxHead().predict(np.array([[[5.0], [2.0], [-1.0], [3.0]]])).round(3).ravel()
        array([0.842, 0.042, 0.002, 0.114])
        """
        a: Array = np.exp(z - z.max(axis=-2, keepdims=True))
        a /= a.sum(axis=-2, keepdims=True)
        return a

    def mean(self, z: Array) -> Array:
        """Return log Σ a over the members, (models, classes, examples), from Z, (models, members, classes, examples).

        Softmax divides by the sum over the classes, so the mean needs no division by the members.
        """
        shifted = z - z.max(axis=-2, keepdims=True)
        logarithms = shifted - np.log(np.exp(shifted).sum(axis=-2, keepdims=True))
        mean: Array = np.logaddexp.reduce(logarithms, axis=1)
        return mean

    def decide(self, z: Array) -> Labels:
        """The class with the largest z, (models, examples)."""
        decided: Labels = z.argmax(axis=1)
        return decided

    def example_losses(self, z: Array, y: Array) -> Array:
        """Return −Σ y log a, (models, examples), as Σ y (log Σeᶻ − z), without the log of a vanishing probability."""
        shifted = z - z.max(axis=-2, keepdims=True)
        log_sum = np.log(np.exp(shifted).sum(axis=-2, keepdims=True))
        losses: Array = (y * (log_sum - shifted)).sum(axis=-2)
        return losses

    def losses(self, z: Array, y: Array, example_weights: Array | None = None) -> Losses:
        """Return the mean loss over the examples, (models,), weighted if weights are given."""
        return mean_losses(self.example_losses(z, y), example_weights)

    def backward(self, z: Array, y: Array, d: Array, scratch: Array) -> None:
        """Write dZ = (a − y)/m into `d`, (models, classes, examples); each column of y sums to one."""
        np.subtract(z, np.maximum.reduce(z, axis=-2, keepdims=True, out=scratch), out=d)
        np.exp(d, out=d)
        d /= np.add.reduce(d, axis=-2, keepdims=True, out=scratch)  # a
        d -= y
        d *= 1 / z.shape[-1]
