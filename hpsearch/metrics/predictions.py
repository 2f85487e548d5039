"""Predictions as they are handed on: probabilities of classes, or numbers in the target's own units."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hpsearch.metrics.actual import Actual, Values
from hpsearch.metrics.reading import FloatArray, Reading

SMALLEST = float(np.finfo(np.float64).eps)
"""The probability that an impossible class is given in a logarithm, as by scikit-learn."""


@dataclass(frozen=True)
class OfProbabilities(Reading):
    """Outputs are the probabilities of all classes, (models, classes, m)."""

    def losses(self, outputs: FloatArray, actual: Actual) -> FloatArray:
        """−log of the right class's probability."""
        right = np.take_along_axis(outputs, actual.y[None, None], axis=1)[:, 0]
        losses: Values = -np.log(np.maximum(right, SMALLEST))
        return losses

    def decided(self, outputs: FloatArray) -> NDArray[np.int64]:
        """The most probable class, the first among equals."""
        return np.where(np.isfinite(outputs).all(axis=1), outputs.argmax(axis=1), -1)

    def wrong(self, outputs: FloatArray, actual: Actual) -> NDArray[np.bool_]:
        """Whether another class than the right one is the most probable."""
        return np.asarray(self.decided(outputs) != actual.y)

    def probabilities(self, outputs: FloatArray) -> Values:
        """The outputs, which are probabilities already."""
        return outputs.astype(np.float64, copy=False)

    def scores(self, outputs: FloatArray, actual: Actual) -> Iterator[tuple[int, FloatArray]]:
        """The probability of the class."""
        for label in [actual.positive] if actual.classes == 2 else range(actual.classes):
            yield label, outputs[:, label]


@dataclass(frozen=True)
class OfNumbers(Reading):
    """Outputs are numbers, (models, targets, m)."""

    def losses(self, outputs: FloatArray, actual: Actual) -> FloatArray:
        """The squared difference of each model and row, (models, m), summed over several targets."""
        squares = np.square(self.differences(outputs, actual))
        return squares if squares.ndim == 2 else squares.sum(axis=1)

    def differences(self, outputs: FloatArray, actual: Actual) -> FloatArray:
        """Each prediction minus its number."""
        return prediction_errors(outputs, actual.y)


def prediction_errors(outputs: FloatArray, y: FloatArray) -> FloatArray:
    """Each output, (models, targets, m), minus its number: (models, m) for y (m,), else with y (m, targets) as they."""
    less: FloatArray = outputs[:, 0] - y if y.ndim == 1 else outputs - y.T
    return less


def weighed(actual: Actual, weights: ArrayLike | None) -> Actual:
    """Return these rows with other weights, (rows,)."""
    return actual if weights is None else replace(actual, weights=np.asarray(weights, np.float64))


def as_outputs(predictions: ArrayLike, labels: ArrayLike, positive: int) -> tuple[Reading, Values, Actual]:
    """How to read the predictions, these as the outputs of a stack of one, (1, outputs, m), and what is true."""
    given, true = np.asarray(predictions, np.float64), np.asarray(labels)
    if given.ndim == 1 or true.ndim > 1:
        return OfNumbers(), np.atleast_2d(given.T)[None], Actual(true.astype(np.float64, copy=False))
    return OfProbabilities(), given.T[None], Actual(np.asarray(labels, np.int64), given.shape[1], positive)
