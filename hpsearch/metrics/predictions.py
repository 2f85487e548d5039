"""Predictions in their final form: probabilities of classes, or numbers in the target's own units."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.reading import FloatArray, Reading
from hpsearch.records import Record, replace

SMALLEST = float(np.finfo(np.float64).eps)
"""Smallest probability in a logarithm, as in scikit-learn: averages of probabilities tell none below from 0."""

SMALLEST_OF_NETWORK = float(np.finfo(np.float64).tiny)
"""Smallest probability in a logarithm where a single network gives it, from Z, with all its digits."""


class OfProbabilities(Reading, Record):
    """Outputs as probabilities of all classes, (models, classes, m); `least` is the smallest in a logarithm."""

    least: float = SMALLEST

    def losses(self, outputs: FloatArray, actual: Actual) -> FloatArray:
        """−log of the right class's probability."""
        right = np.take_along_axis(outputs, actual.y[None, None], axis=1)[:, 0]
        losses: Values = -np.log(np.maximum(right, self.least))
        return losses

    def decided(self, outputs: FloatArray) -> NDArray[np.int64]:
        """The most probable class, the first among equals."""
        return np.where(np.isfinite(outputs).all(axis=1), outputs.argmax(axis=1), -1)

    def wrong(self, outputs: FloatArray, actual: Actual) -> NDArray[np.bool_]:
        """Return whether the most probable class is wrong."""
        return np.asarray(self.decided(outputs) != actual.y)

    def probabilities(self, outputs: FloatArray) -> Values:
        """The outputs, which are probabilities already."""
        return outputs.astype(np.float64, copy=False)

    def scores(self, outputs: FloatArray, actual: Actual) -> Iterator[tuple[int, FloatArray]]:
        """The probability of the class."""
        for label in [actual.positive] if actual.classes == 2 else range(actual.classes):
            yield label, outputs[:, label]


class OfNumbers(Reading, Record):
    """Outputs as numbers, (models, targets, m)."""

    def losses(self, outputs: FloatArray, actual: Actual) -> FloatArray:
        """The squared difference of each model and row, (models, m), summed over several targets."""
        squares = np.square(self.differences(outputs, actual))
        return squares if squares.ndim == 2 else squares.sum(axis=1)

    def differences(self, outputs: FloatArray, actual: Actual) -> FloatArray:
        """Each prediction minus its number."""
        return prediction_errors(outputs, actual.y)


def prediction_errors(outputs: FloatArray, y: FloatArray) -> FloatArray:
    """Return outputs, (models, targets, m), minus y, (m, targets); (models, m) for y of shape (m,)."""
    less: FloatArray = outputs[:, 0] - y if y.ndim == 1 else outputs - y.T
    return less


def weighed(actual: Actual, weights: ArrayLike | None) -> Actual:
    """Return these rows with other weights, (rows,)."""
    return actual if weights is None else replace(actual, weights=np.asarray(weights, np.float64))


def as_outputs(
    predictions: ArrayLike, labels: ArrayLike, positive: int, least: float = SMALLEST
) -> tuple[Reading, Values, Actual]:
    """Return a reader of the predictions, the outputs as a stack of one, (1, outputs, m), and the true values.

    `least` is the smallest probability in a logarithm.
    """
    given, true = np.asarray(predictions, np.float64), np.asarray(labels)
    if given.ndim == 1 or true.ndim > 1:
        return OfNumbers(), np.atleast_2d(given.T)[None], Actual(true.astype(np.float64, copy=False))
    return OfProbabilities(least), given.T[None], Actual(np.asarray(labels, np.int64), given.shape[1], positive)
