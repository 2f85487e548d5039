"""Mini-batches: the training part in a new order each epoch, with a shorter last batch (notes §XIII–XV)."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.random import Generator

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.binned import gatherer
from hpsearch.engine.heads import HEADS
from hpsearch.records import replace
from hpsearch.training.examples.augmentation import Augmentation
from hpsearch.training.examples.sets import Examples, TrainingSet


class Batch:
    """The examples of one step, x (n_x, examples) and y (outputs, examples), in two memory layouts.

    In one layout the values of an example are adjacent, which is fastest for dW = dZ Xᵀ; in the other those of a
    feature, with which Z = W X is twice as fast. Targets are encoded for each batch, because those of all examples
    would take a number for each class and example. `weights`, (examples,), are set if examples have different weights.
    """

    def __init__(self, train: Examples, weights: Array | None, examples: int) -> None:
        """Allocate memory for a batch of so many examples of `train`; `weights`, (m,), or None."""
        self.examples = examples
        self._train, self._weights = train, weights
        self._dtype, self._gatherer = train.inputs.dtype, gatherer(train.inputs, examples)
        self._rows = np.empty((examples, train.inputs.shape[0]), self._dtype)
        self.x_by_example, self.x = self._rows.T, np.empty(self._rows.T.shape, self._dtype)
        self.y: Array = np.empty((0, examples), self._dtype)
        self.weights = weights

    def gather(self, chosen: Labels) -> None:
        """Copy the examples with the indices `chosen`, (examples,), into both layouts while they are in the cache."""
        train = self._train
        self._gatherer.gather(chosen, self.x, self._rows)
        self.y = HEADS[train.head].targets(train.encoded[chosen], train.classes, self._dtype)
        if self._weights is not None:
            self.weights = self._weights[chosen]


class Batches:
    """The training part of a set in batches of these `sizes`; batches of equal size share their memory.

    `weights`, (m,), are the weights of the examples; None if they are equal.
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
        """Yield the batches of one epoch, with a random order and random changes drawn from these generators.

        `first` is the place in the order at which the epoch starts, if an epoch is a part of a pass.

        A batch is valid until the next one is yielded.
        """
        end_of_epoch = first + self._parts[-1][1]
        permutation = order.permutation(self._examples)[first:end_of_epoch].copy()  # a part of a pass needs no more
        if self._augmentation is not None:
            np.copyto(self._changed, self._x)
            self._augmentation.apply(self._changed, self._images, augmentation)
        for start, end in self._parts:
            batch = self._batches[end - start]
            batch.gather(permutation[start:end])
            yield batch


def batch_sizes(examples: int, size: int, *, least: int = 1) -> list[int]:
    """Return the number of examples of each batch of an epoch; fewer than `least` are added to the batch before.

    >>> batch_sizes(130, 64), batch_sizes(129, 64), batch_sizes(129, 64, least=2)
    ([64, 64, 2], [64, 64, 1], [64, 65])
    """
    sizes = [min(size, examples - start) for start in range(0, examples, size)]
    if len(sizes) > 1 and sizes[-1] < least:
        *sizes, before, last = sizes
        sizes.append(before + last)
    return sizes
