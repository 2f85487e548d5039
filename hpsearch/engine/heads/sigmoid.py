"""One sigmoid unit for two classes: logistic regression on the last hidden layer (notes §XXVIII, C = 2)."""

import numpy as np
from numpy.typing import DTypeLike

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.heads import Losses, mean_losses
from hpsearch.records import Record


class SigmoidHead(Record):
    """a = 1/(1 + e^−z);  loss −y log a − (1−y) log(1−a);  dZ = a − y."""

    name = "sigmoid"
    kinks = ()

    def outputs(self, classes: int, targets: int = 1) -> int:
        """One unit, for the second class."""
        return 1

    def targets(self, y: Array | Labels, classes: int, dtype: DTypeLike = np.float64) -> Array:
        """The targets Y, (1, examples): 1 for the second class, else 0."""
        return y[None, :].astype(dtype)

    def predict(self, z: Array) -> Array:
        """The probabilities of both classes, (models, 2, examples)."""
        a = (1 + np.tanh(z / 2)) / 2
        return np.concatenate([1 - a, a], axis=-2)

    def mean(self, z: Array) -> Array:
        """Return log Σ a − log Σ (1 − a) over the members, (models, 1, examples), stable for tiny probabilities.

        Z is (models, members, 1, examples); log a = −log(1 + e^−z).
        """
        sums = [np.logaddexp.reduce(-np.logaddexp(0, sign * z, dtype=z.dtype), axis=1) for sign in (-1, 1)]
        mean: Array = sums[0] - sums[1]
        return mean

    def decide(self, z: Array) -> Labels:
        """The second class where z > 0, (models, examples)."""
        return (z[:, 0] > 0).astype(np.int64)

    def example_losses(self, z: Array, y: Array) -> Array:
        """Return max(z, 0) − yz + log(1 + e^−|z|), which avoids overflow and the log of a vanishing probability."""
        losses: Array = (np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))).sum(axis=-2)
        return losses

    def losses(self, z: Array, y: Array, example_weights: Array | None = None) -> Losses:
        """Return the mean loss over the examples, (models,), weighted if weights are given."""
        return mean_losses(self.example_losses(z, y), example_weights)

    def backward(self, z: Array, y: Array, d: Array, scratch: Array) -> None:
        """Write dZ = (a − y)/m into `d`, (models, 1, examples)."""
        np.multiply(z, 0.5, out=d)
        np.tanh(d, out=d)
        d += 1
        d *= 0.5  # a
        d -= y
        d *= 1 / z.shape[-1]
