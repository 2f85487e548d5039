"""The examples that workers train and judge models on; the test part is not among them."""

from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import DTypeLike

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.binned import BinnedInputs, StoredInputs, is_large, written_by_feature, written_out
from hpsearch.engine.heads import HEADS, head_of
from hpsearch.metrics.actual import Actual
from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record, replace
from hpsearch.training.examples.images import Images

if TYPE_CHECKING:  # a worker is handed its examples and reads no files
    from hpsearch.data import Dataset, Part
    from hpsearch.engine.target_range import TargetRange


class Examples(Record):
    """Inputs (n_x, m), their labels or original values, (m,), and the encoded form from which a head makes targets.

    `encoded`, (m,), holds the labels or the standardised values; several targets have (m, targets). `positive` is the
    class, of two, whose F1 is measured. `weights`, (m,), are the weights of the examples, None if equal. In memory the
    inputs of an example are adjacent, so that batches are gathered row by row. For examples that are only predicted,
    the values of a feature are adjacent, which a network reads faster.
    """

    inputs: StoredInputs
    y: Array | Labels
    encoded: Array | Labels
    head: str
    classes: int  # 0 for regression
    positive: int = 1
    weights: Array | None = None

    @property
    def x(self) -> Array:
        """The inputs as a dense array, (n_x, m); computed at each access for binned numbers."""
        return written_out(self.inputs)

    @property
    def actual(self) -> Actual:
        """The true labels, or the standardised true values."""
        weights = None if self.weights is None else self.weights.astype(np.float64)
        return Actual(self.encoded, self.classes, self.positive, weights)

    @property
    def targets(self) -> Array:
        """The head's targets, (outputs, m), computed at each access; large with many classes."""
        return HEADS[self.head].targets(self.encoded, self.classes, self.inputs.dtype)

    def take(self, chosen: Labels) -> "Examples":
        """Return the examples with the indices `chosen`, (examples,), in that order."""
        inputs = self.inputs
        return self._some(inputs.at(chosen) if isinstance(inputs, BinnedInputs) else inputs.T[chosen].T, chosen)

    def part(self, places: slice) -> "Examples":
        """Return a slice of the examples with dense inputs; as views of the arrays, unless numbers are in bins."""
        inputs = self.inputs
        dense = written_by_feature(inputs, places) if isinstance(inputs, BinnedInputs) else inputs[:, places]
        return self._some(dense, places)

    def _some(self, inputs: StoredInputs, places: Labels | slice) -> "Examples":
        weights = None if self.weights is None else self.weights[places]
        return replace(self, inputs=inputs, y=self.y[places], encoded=self.encoded[places], weights=weights)

    def by_feature(self) -> "Examples":
        """Return these examples with the values of each feature adjacent in memory, which is faster for prediction.

        Large inputs in bins stay as they are; they are written some at a time.
        """
        return self if is_large(self.inputs) else replace(self, inputs=written_by_feature(self.inputs))

    def followed_by(self, others: "Examples") -> "Examples":
        """Return these examples followed by `others`, with dense inputs."""
        x = np.concatenate([self.x.T, others.x.T]).T  # the inputs of an example adjacent
        y, encoded = np.concatenate([self.y, others.y]), np.concatenate([self.encoded, others.encoded])
        if self.weights is None or others.weights is None:
            return replace(self, inputs=x, y=y, encoded=encoded)
        return replace(self, inputs=x, y=y, encoded=encoded, weights=np.concatenate([self.weights, others.weights]))

    def in_precision(self, dtype: DTypeLike) -> "Examples":
        """These examples as float32 or float64."""
        encoded = self.encoded if self.classes else self.encoded.astype(dtype, copy=False)
        return replace(self, inputs=self.inputs.astype(dtype, copy=False), encoded=encoded)


class TrainingSet(Record):
    """The arrays of a search: the train part, a fixed sample of it for train metrics, and the dev part.

    Models train in the precision of these arrays: float32, or float64 for checks. Metrics of regression are multiplied
    by `target_scale`, to be in the target's own unit; with several targets they are those of standardised values. If
    there is a `target_range`, predictions are limited to it. The first `numbers` inputs are scaled numbers.
    """

    task: str
    head: str
    outputs: int
    classes: int  # 0 for regression
    train: Examples
    sample: Examples
    dev: Examples
    target_scale: float
    target_range: "TargetRange | None" = None
    images: Images | None = None
    numbers: int = 0

    @classmethod
    def of(cls, dataset: "Dataset", seed: int) -> Self:
        """Make the training set of `dataset` in float32; `seed` draws the sample, at most as large as the dev part."""
        head = head_of(len(dataset.classes))
        preprocessing = dataset.preprocessing

        def examples(part: "Part") -> Examples:
            """Return the examples of one part of the data."""
            part = part.with_inputs
            encoded: Array | Labels = part.y
            if dataset.task == "regression":
                standardised = (part.y - preprocessing.target_mean) / preprocessing.target_std
                encoded = standardised.astype(np.float32)
            return Examples(
                part.inputs, part.y, encoded, head.name, len(dataset.classes), dataset.positive, part.weights
            )

        train, dev = examples(dataset.train), examples(dataset.dev)
        return cls(
            task=dataset.task,
            head=head.name,
            outputs=head.outputs(len(dataset.classes), len(dataset.targets)),
            classes=len(dataset.classes),
            train=train,
            sample=train.take(sampled(len(train.y), len(dev.y), seed)).by_feature(),
            dev=dev.by_feature(),
            target_scale=preprocessing.metric_unit,
            target_range=preprocessing.target_range,
            images=Images.of(dataset),
            numbers=len(preprocessing.scaled),
        )

    def under(self, loss: str) -> Self:
        """Return this training set with the head for a `loss` of regression; unchanged for classes."""
        if self.classes:
            return self
        head = head_of(self.classes, loss).name
        if head == self.head:
            return self
        parts = {name: replace(getattr(self, name), head=head) for name in ("train", "sample", "dev")}
        return replace(self, head=head, **parts)

    def with_dev(self) -> Self:
        """Return this training set with the dev part's examples added to the train part, for refitting."""
        return replace(self, train=self.train.followed_by(self.dev))

    @property
    def total(self) -> float:
        """Number of training examples, m, or the sum of their weights."""
        return len(self.train.y) if self.train.weights is None else float(self.train.weights.sum(dtype=np.float64))

    def balanced_weights(self) -> Array:
        """m/(C·m_c): the weight of an example of each class with which all classes have equal weight, (classes,).

        m_c is the number of examples of a class, or the sum of their weights. The mean over the examples is 1. C counts
        only classes with examples.
        """
        count = np.bincount(self.train.y, self.train.weights, minlength=self.classes)
        weights: Array = self.total / (np.count_nonzero(count) * np.where(count > 0, count, 1))
        return weights.astype(self.train.inputs.dtype)

    def example_weights(self, class_weight: str | None) -> Array | None:
        """Return the weight of each training example, (m,), with mean 1; None if all are equal.

        The mean is taken over the whole training part. Dividing by the mean of each batch would bias the expected
        gradient, as an example would count less in a batch with heavy ones.
        """
        train = self.train
        of_classes = self.balanced_weights()[train.y.astype(np.int64)] if class_weight == "balanced" else None
        if train.weights is None:
            return of_classes
        weights: Array = train.weights / (self.total / len(train.y))
        return (weights if of_classes is None else weights * of_classes).astype(train.inputs.dtype)

    def in_precision(self, dtype: DTypeLike) -> Self:
        """Return this training set as float32 or float64."""
        parts = {name: getattr(self, name).in_precision(dtype) for name in ("train", "sample", "dev")}
        return replace(self, **parts)


def sampled(examples: int, dev: int, seed: int) -> Labels:
    """Draw the indices, ascending, of the training examples for train metrics: as many as dev has, or all."""
    chosen: Labels = np.sort(generator(seed, Purpose.TRAIN_SAMPLE).permutation(examples)[:dev])
    return chosen
