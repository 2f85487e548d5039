"""Mini-batches: the training part in a new order each epoch, the last short batch counted (notes §XIII–XV)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

import numpy as np
from numpy.random import Generator

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.binned import gatherer
from hpsearch.engine.heads import HEADS
from hpsearch.training.augmentation import Augmentation
from hpsearch.training.examples import Examples, TrainingSet


class Batch:
    """Some of the examples, x (n_x, examples) and y (outputs, examples), in two orders of memory.

    The gathered rows hold an example's values side by side, as dW = dZ Xᵀ reads them fastest; Z = W X reads them
    fastest with a feature's values side by side, half as fast otherwise. The targets are made of labels here, for
    those of all examples take a number for each class. `weights`, (examples,), are there if any example counts more
    than another.
    """

    def __init__(self, train: Examples, weights: Array | None, examples: int) -> None:
        """Room for so many examples of `train`, whose weights, (m,), are `weights` if there are any."""
        self.examples = examples
        self._train, self._weights = train, weights
        self._dtype, self._gatherer = train.inputs.dtype, gatherer(train.inputs, examples)
        self._rows = np.empty((examples, train.inputs.shape[0]), self._dtype)
        self.x_by_example, self.x = self._rows.T, np.empty(self._rows.T.shape, self._dtype)
        self.y: Array = np.empty((0, examples), self._dtype)
        self.weights = weights

    def gather(self, chosen: Labels) -> None:
        """Take the examples of these numbers, (examples,), in both orders of memory, while they are in the cache."""
        train = self._train
        self._gatherer.gather(chosen, self.x, self._rows)
        self.y = HEADS[train.head].targets(train.encoded[chosen], train.classes, self._dtype)
        if self._weights is not None:
            self.weights = self._weights[chosen]


class Batches:
    """The training part of a set, in batches of these `sizes`; those of one size share their memory.

    `weights`, (m,), are what each example counts, if not all count the same.
    """

    def __init__(
        self,
        training_set: TrainingSet,
        sizes: Sequence[int],
        augmentation: Augmentation | None = None,
        weights: Array | None = None,
    ) -> None:
        train = training_set.train
        self._examples, self._images, self._augmentation = len(train.y), training_set.images, augmentation
        if augmentation is not None:
            self._x = train.x.T
            self._changed = np.empty(self._x.shape, self._x.dtype)
            train = replace(train, inputs=self._changed.T)
        self._batches = {size: Batch(train, weights, size) for size in set(sizes)}
        self._parts = list(pairwise(accumulate(sizes, initial=0)))

    def __len__(self) -> int:
        return len(self._parts)

    def shuffled(self, order: Generator, augmentation: Generator, first: int = 0) -> Iterator[Batch]:
        """The batches of one epoch, in an order and with changes to the examples drawn from these generators.

        They begin with the example that is `first` in the order, where an epoch is a part of a pass.

        Each is valid until the next.
        """
        permutation = order.permutation(self._examples)
        if self._augmentation is not None:
            np.copyto(self._changed, self._x)
            self._augmentation.apply(self._changed, self._images, augmentation)
        for start, end in self._parts:
            batch = self._batches[end - start]
            batch.gather(permutation[first + start : first + end])
            yield batch


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
