"""Mini-batches: the training part in a new order each epoch, the last short batch counted (notes §XIII–XV)."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.random import Generator

from hpsearch.engine.arrays import Array, Labels
from hpsearch.training.augmentation import Augmentation
from hpsearch.training.examples import TrainingSet


class Batch:
    """Some of the examples, x (n_x, examples) and y (outputs, examples), in two orders of memory.

    The gathered rows hold an example's values side by side, as dW = dZ Xᵀ reads them fastest; Z = W X reads them
    fastest with a feature's values side by side, half as fast otherwise. `weights`, (examples,), are there if any
    class counts more than another.
    """

    def __init__(self, source: Sequence[Array], examples: int) -> None:
        """Room for so many examples of `source`: inputs, targets and perhaps weights, a row an example each."""
        self.examples = examples
        self._source = source
        self._rows = [np.empty((examples, *rows.shape[1:]), rows.dtype) for rows in source]
        self.x_by_example, self._y_by_example = self._rows[0].T, self._rows[1].T
        self.x, self.y = (np.empty(values.T.shape, values.dtype) for values in self._rows[:2])
        self.weights = self._rows[2] if len(source) > 2 else None

    def gather(self, chosen: Labels) -> None:
        """Take the examples of these numbers: while they are in the cache, both orders cost little more than one."""
        for source, rows in zip(self._source, self._rows, strict=True):
            np.take(source, chosen, axis=0, out=rows, mode="clip")  # other modes buffer `out`
        np.copyto(self.x, self.x_by_example)
        np.copyto(self.y, self._y_by_example)


class Batches:
    """The training part of a set, in batches of these `sizes`; those of one size share their memory.

    `class_weights`, (classes,), are what an example of each class counts.
    """

    def __init__(
        self,
        training_set: TrainingSet,
        sizes: Sequence[int],
        augmentation: Augmentation | None = None,
        class_weights: Array | None = None,
    ) -> None:
        train = training_set.train
        self._x, self._images, self._augmentation = train.x.T, training_set.images, augmentation
        self._changed = self._x if augmentation is None else np.empty(self._x.shape, self._x.dtype)
        weights = [] if class_weights is None else [class_weights[train.y.astype(np.int64)]]
        self._batches = {size: Batch([self._changed, train.targets.T, *weights], size) for size in set(sizes)}
        self._parts = list(pairwise(accumulate(sizes, initial=0)))

    def __len__(self) -> int:
        return len(self._parts)

    def shuffled(self, order: Generator, augmentation: Generator) -> Iterator[Batch]:
        """The batches of one epoch, in an order and with changes to the examples drawn from these generators.

        Each is valid until the next.
        """
        permutation = order.permutation(len(self._x))
        if self._augmentation is not None:
            np.copyto(self._changed, self._x)
            self._augmentation.apply(self._changed, self._images, augmentation)
        for start, end in self._parts:
            batch = self._batches[end - start]
            batch.gather(permutation[start:end])
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
