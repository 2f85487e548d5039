"""Mini-batches: the training part in a new order each epoch, the last short batch counted (notes §XIII–XV)."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.random import Generator

from hpsearch.engine.arrays import Array
from hpsearch.training.augmentation import Augmentation
from hpsearch.training.examples import TrainingSet


class Batch:
    """A part of the shuffled examples, x (n_x, examples) and y (outputs, examples), in two orders of memory.

    The gathered rows hold an example's values side by side, as dW = dZ Xᵀ reads them fastest; Z = W X reads them
    fastest with a feature's values side by side, half as fast otherwise. `weights`, (examples,), are there if any
    class counts more than another.
    """

    def __init__(self, x_by_example: Array, y_by_example: Array, weights: Array | None) -> None:
        self.x_by_example = x_by_example
        self.x = np.empty(x_by_example.shape, x_by_example.dtype)
        self.y = np.empty(y_by_example.shape, y_by_example.dtype)
        self.weights = weights
        self._y_by_example = y_by_example

    @property
    def examples(self) -> int:
        """How many."""
        return len(self.x.T)

    def read(self) -> None:
        """Take over what was gathered."""
        np.copyto(self.x, self.x_by_example)
        np.copyto(self.y, self._y_by_example)


class Batches:
    """The training part of a set, gathered once an epoch so that a batch is a view.

    `class_weights`, (classes,), are what an example of each class counts.
    """

    def __init__(
        self,
        training_set: TrainingSet,
        sizes: Sequence[int],
        augmentation: Augmentation | None = None,
        class_weights: Array | None = None,
    ) -> None:
        train, dtype = training_set.train, training_set.train.x.dtype
        self._train, self._images = train, training_set.images
        self._augmentation = augmentation
        self._x, self._y = np.empty(train.x.T.shape, dtype), np.empty(train.targets.T.shape, dtype)
        self._example_weights = None if class_weights is None else class_weights[train.y.astype(np.int64)]
        self._weights = None if class_weights is None else np.empty(len(train.y), dtype)
        ends = pairwise(accumulate(sizes, initial=0))
        self._batches = [self._batch(slice(start, end)) for start, end in ends]

    def shuffled(self, order: Generator, augmentation: Generator) -> list[Batch]:
        """The batches of one epoch, in an order and with changes to the examples drawn from these."""
        train = self._train
        permutation = order.permutation(len(train.y))
        for rows, source in ((self._x, train.x), (self._y, train.targets)):
            np.take(source.T, permutation, axis=0, out=rows, mode="clip")  # other modes buffer `out`
        if self._example_weights is not None:
            np.take(self._example_weights, permutation, out=self._weights, mode="clip")
        if self._augmentation is not None:
            self._augmentation.apply(self._x, self._images, augmentation)
        return self._batches

    def _batch(self, part: slice) -> Batch:
        return Batch(self._x[part].T, self._y[part].T, None if self._weights is None else self._weights[part])


def batch_sizes(examples: int, size: int, *, least: int = 1) -> list[int]:
    """The examples of each batch of an epoch; what would be fewer than `least` joins the batch before.

    >>> batch_sizes(130, 64), batch_sizes(129, 64), batch_sizes(129, 64, least=2)
    ([64, 64, 2], [64, 64, 1], [64, 65])
    """
    sizes = [min(size, examples - start) for start in range(0, examples, size)]
    if len(sizes) > 1 and sizes[-1] < least:
        *sizes, before, last = sizes
        sizes.append(before + last)
    return sizes
