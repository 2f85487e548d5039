"""How the outputs of models are read: what each metric may ask of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.actual import Actual, Values

FloatArray = NDArray[np.floating[Any]]


class Reading:
    """How to read the outputs of a stack of models, (models, outputs, m): Z of networks, probabilities, or numbers.

    What outputs have not, such as numbers a class, no metric of their task asks for.
    """

    unit: float = 1.0
    """What numbers are multiplied by to be in the target's own units; 1 for several, which have one each."""

    def losses(self, outputs: FloatArray, actual: Actual) -> FloatArray:
        """The loss of each row, (models, m)."""
        raise NotImplementedError

    def decided(self, outputs: FloatArray) -> NDArray[np.int64]:
        """The class that each row is said to be of, (models, m); −1 where an output is not finite."""
        raise NotImplementedError

    def wrong(self, outputs: FloatArray, actual: Actual) -> NDArray[np.bool_]:
        """Whether another class than the right one is decided for, (models, m)."""
        raise NotImplementedError

    def probabilities(self, outputs: FloatArray) -> Values:
        """The probability of each class, (models, classes, m)."""
        raise NotImplementedError

    def scores(self, outputs: FloatArray, actual: Actual) -> Iterator[tuple[int, FloatArray]]:
        """A class, and how much each row looks like it, (models, m): of two classes the positive one, else each."""
        raise NotImplementedError

    def differences(self, outputs: FloatArray, actual: Actual) -> FloatArray:
        """Prediction less number, (models, m), or of several targets (models, targets, m)."""
        raise NotImplementedError
