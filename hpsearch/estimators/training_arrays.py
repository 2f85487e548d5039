"""Convert the arrays X and y to a training set, and fit the preprocessing of the model."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data import Preprocessing
from hpsearch.data.arrays.rows import form_of_arrays, form_of_target, numbered
from hpsearch.data.columns import LARGEST, bare_names
from hpsearch.data.gathering.gathered import middle
from hpsearch.data.gathering.whole_numbers import written
from hpsearch.data.inputs.bins import Bins
from hpsearch.data.inputs.fitting import Vector, scaling
from hpsearch.engine.arrays import Array
from hpsearch.engine.heads import head_of
from hpsearch.estimators.largest import refuse_too_far_apart
from hpsearch.randomness import Purpose, generator
from hpsearch.training.examples.sets import Examples, TrainingSet

MOST_WATCHED = 1_000
"""The number of rows on which a network is evaluated after each epoch if none are held out."""


def column_names(width: int, names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of the columns of X: those of a frame, else x0, x1 and so on."""
    return numbered(width) if names is None else bare_names(names, "X")


def class_names(classes: NDArray[np.generic]) -> tuple[tuple[str, ...], str]:
    """Return the names of the classes in a model file, and the kind of their values."""
    kinds = {"b": "booleans", "i": "whole numbers", "u": "whole numbers", "f": "numbers"}
    kind = kinds.get(classes.dtype.kind, "words")
    name = written if kind == "numbers" else str
    return tuple(name(value) for value in classes.tolist()), kind


def preprocessing_of(
    x: Vector,
    y: Vector,
    columns: Sequence[str],
    classes: NDArray[np.generic] | None,
    normalize: str,
    bins: int,
    weights: Vector | None,
) -> Preprocessing:
    """Fit the preprocessing on rows x (m, n) and a target y (m,): indices into `classes`, or numbers for a regression.

    The `weights` of the rows, (m,), are used in the mean and the standard deviation of these numbers. `columns` are the
    names of those of x; each has at most so many `bins`, or with 0 none. Raises ValueError if the numbers of one lie
    too far apart for float32.
    """
    pivots = np.zeros(x.shape[1])
    for column in range(x.shape[1]) if normalize != "none" else ():
        there = ~np.isnan(x[:, column])
        if there.any():
            pivots[column] = middle(x[there, column], None if weights is None else weights[there])
    centred = x - pivots
    refuse_too_far_apart(centred, columns)
    stored = centred.astype(np.float32)
    fitted = scaling(stored, normalize, pivots, weights)
    class_words, kind = ((), "words") if classes is None else class_names(classes)
    mean = float(np.average(y, weights=weights)) if classes is None else 0.0
    deviation = float(np.sqrt(np.average(np.square(y - mean), weights=weights))) if classes is None else 1.0
    return Preprocessing(
        numeric=tuple(columns),
        dates=(),
        pivots=pivots,
        scaling=fitted,
        indicators=(),
        one_hot=(),
        form=form_of_arrays(tuple(columns), [form_of_target("y", "numbers" if classes is None else kind)]),
        task="regression" if classes is None else "classification",
        targets=("y",),
        classes=class_words,
        kind=kind,
        target_mean=mean,
        target_std=deviation if deviation > 0 else 1.0,
        bins=Bins.fit(stored, fitted, bins, weights) if bins else None,
    )


def training_set_of(
    x: Vector,
    y: Vector,
    preprocessing: Preprocessing,
    seed: int,
    held_out: NDArray[np.bool_] | None,
    weights: Vector | None,
) -> TrainingSet:
    """Return the training set of rows x (m, n) and targets y (m,); rows `held_out`, (m,), serve for early stopping."""
    classes = len(preprocessing.classes)
    inputs = preprocessing.transform(x)
    encoded = y.astype(np.int64) if classes else _standardised(y, preprocessing)
    head = head_of(classes)
    stated = None if weights is None else weights.astype(np.float32)
    every = Examples(inputs, y.astype(np.int64) if classes else y, encoded, head.name, classes, weights=stated)
    if held_out is None:
        train = every
        watched = generator(seed, Purpose.TRAIN_SAMPLE).permutation(len(y))[:MOST_WATCHED]
        sample = judged = every.take(np.sort(watched)).by_feature()
    else:
        train, judged = every.take(np.flatnonzero(~held_out)), every.take(np.flatnonzero(held_out)).by_feature()
        sample = train.take(np.arange(min(len(train.y), len(judged.y)))).by_feature()
    return TrainingSet(
        task=preprocessing.task,
        head=head.name,
        outputs=head.outputs(classes),
        classes=classes,
        train=train,
        sample=sample,
        dev=judged,
        target_scale=preprocessing.metric_unit,
        numbers=len(preprocessing.scaled),
    )


def held_out_rows(count: int, share: float, seed: int) -> NDArray[np.bool_]:
    """Return which rows are held out, (m,): a `share` of them, at least one."""
    held_out = np.zeros(count, np.bool_)
    order = generator(seed, Purpose.SPLIT).permutation(count)
    held_out[order[: min(max(round(share * count), 1), count - 1)]] = True
    return held_out


def _standardised(y: Vector, preprocessing: Preprocessing) -> Array:
    """Return y in standard deviations of training. Raises ValueError if float32 cannot hold one of them."""
    standardised = (y - preprocessing.target_mean) / preprocessing.target_std
    if np.abs(standardised).max() > LARGEST:
        raise ValueError("y holds a number too far from those that training began with; fit a new network to them")
    narrow: Array = standardised.astype(np.float32)
    return narrow
