"""The examples that workers train and judge models on; the test part is not among them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import DTypeLike

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.binned import BinnedInputs, StoredInputs, written_out
from hpsearch.engine.heads import HEADS, head_of
from hpsearch.metrics.actual import Actual
from hpsearch.randomness import Purpose, generator
from hpsearch.training.images import Images

if TYPE_CHECKING:  # a worker is handed its examples and reads no files
    from hpsearch.data import Dataset, Part
    from hpsearch.engine.target_range import TargetRange


@dataclass(frozen=True, slots=True)
class Examples:
    """Inputs (n_x, m), what they are (labels or original values, (m,)), and what a head makes its targets of.

    That is `encoded`, (m,): the labels, or the standardised values. Values of several targets are (m, targets).
    `positive` is the class, of two, that F1 judges. `weights`, (m,), say how much each example counts, if not all count
    the same. An example's inputs lie side by side in memory, so that a batch is gathered row by row; those that are
    only predicted have a feature's values side by side, which a network reads faster.
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
        """The inputs written out, (n_x, m); of binned numbers made anew."""
        return written_out(self.inputs)

    @property
    def actual(self) -> Actual:
        """What is true of the examples; numbers are standardised."""
        weights = None if self.weights is None else self.weights.astype(np.float64)
        return Actual(self.encoded, self.classes, self.positive, weights)

    @property
    def targets(self) -> Array:
        """The head's targets, (outputs, m), made anew: with many classes, ask for those of some examples at a time."""
        return HEADS[self.head].targets(self.encoded, self.classes, self.inputs.dtype)

    def take(self, chosen: Labels) -> "Examples":
        """Some of the examples, in the order of `chosen`, (examples,)."""
        inputs = self.inputs
        return self._some(inputs.at(chosen) if isinstance(inputs, BinnedInputs) else inputs.T[chosen].T, chosen)

    def part(self, places: slice) -> "Examples":
        """Examples that follow each other, as views of these."""
        return self._some(self.x[:, places], places)

    def _some(self, inputs: StoredInputs, places: Labels | slice) -> "Examples":
        weights = None if self.weights is None else self.weights[places]
        return replace(self, inputs=inputs, y=self.y[places], encoded=self.encoded[places], weights=weights)

    def by_feature(self) -> "Examples":
        """These examples with the values of each feature side by side in memory, which prediction reads faster."""
        return replace(self, inputs=np.ascontiguousarray(self.x))

    def followed_by(self, others: "Examples") -> "Examples":
        """These examples and then others, their inputs written out."""
        x = np.concatenate([self.x.T, others.x.T]).T  # an example's inputs side by side
        y, encoded = np.concatenate([self.y, others.y]), np.concatenate([self.encoded, others.encoded])
        if self.weights is None or others.weights is None:
            return replace(self, inputs=x, y=y, encoded=encoded)
        return replace(self, inputs=x, y=y, encoded=encoded, weights=np.concatenate([self.weights, others.weights]))

    def in_precision(self, dtype: DTypeLike) -> "Examples":
        """These examples as float32 or float64."""
        encoded = self.encoded if self.classes else self.encoded.astype(dtype, copy=False)
        return replace(self, inputs=self.inputs.astype(dtype, copy=False), encoded=encoded)


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What one search trains on: the train part, a fixed sample of it to watch, and the dev part.

    Models train in the precision of these arrays: float32, or float64 to check. Metrics of numbers are multiplied by
    `target_scale`: they are in the target's own unit; those of several targets are of standardised values. Numbers are
    predicted within the `target_range`, where there is one.
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

    @classmethod
    def of(cls, dataset: "Dataset", seed: int) -> Self:
        """The training set of `dataset` in float32; the sample is no larger than the dev part, and hangs on `seed`."""
        head = head_of(len(dataset.classes))
        preprocessing = dataset.preprocessing

        def examples(part: "Part") -> Examples:
            """One part of the data, its target as the head takes it."""
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
        )

    def under(self, loss: str) -> Self:
        """This training set for networks that are trained with a `loss`: classes have one, and numbers another head."""
        if self.classes:
            return self
        head = head_of(self.classes, loss).name
        if head == self.head:
            return self
        parts = {name: replace(getattr(self, name), head=head) for name in ("train", "sample", "dev")}
        return replace(self, head=head, **parts)

    def with_dev(self) -> Self:
        """This training set, in which the dev part's examples train, too: for when nothing is chosen any more."""
        return replace(self, train=self.train.followed_by(self.dev))

    @property
    def total(self) -> float:
        """How many examples train, m, or the sum of their weights, which an example of weight 2 raises by 2."""
        return len(self.train.y) if self.train.weights is None else float(self.train.weights.sum(dtype=np.float64))

    def balanced_weights(self) -> Array:
        """m/(C·m_c): what an example of each class counts so that all classes weigh the same, (classes,).

        m_c is the sum of the weights of a class, where there are weights. The mean over the examples is 1; a class
        without examples is none of the C.
        """
        count = np.bincount(self.train.y, self.train.weights, minlength=self.classes)
        weights: Array = self.total / (np.count_nonzero(count) * np.where(count > 0, count, 1))
        return weights.astype(self.train.inputs.dtype)

    def example_weights(self, class_weight: str | None) -> Array | None:
        """What each example counts in training, (m,), 1 on average; None where all count the same.

        The mean is that over the training part, a constant: divided by the mean of its own batch, an example would
        count less beside heavy ones, and the expected gradient would be that of other weights.
        """
        train = self.train
        of_classes = self.balanced_weights()[train.y.astype(np.int64)] if class_weight == "balanced" else None
        if train.weights is None:
            return of_classes
        weights: Array = train.weights / (self.total / len(train.y))
        return (weights if of_classes is None else weights * of_classes).astype(train.inputs.dtype)

    def in_precision(self, dtype: DTypeLike) -> Self:
        """This training set as float32 or float64."""
        parts = {name: getattr(self, name).in_precision(dtype) for name in ("train", "sample", "dev")}
        return replace(self, **parts)


def sampled(examples: int, dev: int, seed: int) -> Labels:
    """The places of the training examples that train metrics are taken on, ascending: as many as dev has, or all."""
    chosen: Labels = np.sort(generator(seed, Purpose.TRAIN_SAMPLE).permutation(examples)[:dev])
    return chosen
