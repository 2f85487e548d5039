"""A source → a Dataset: read, split, fitted on the training part, normalised in place."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Census, Rows, listed
from hpsearch.data.fitting import shift_scale_fill
from hpsearch.data.memory import BYTES_A_CELL, fits_into_memory, refuse_beyond_memory
from hpsearch.data.preprocessing import OneHot, Preprocessing
from hpsearch.data.sources import read
from hpsearch.data.split import Members, Split, split_rows
from hpsearch.data.task import Labels, labels_of
from hpsearch.errors import DataError


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Examples: x (n_x, m) float32, a column each, its values adjacent in memory; y (m,).

    y holds class indices (int64), or for regression the target in its own units (float64).
    """

    x: NDArray[np.float32]
    y: NDArray[np.int64] | NDArray[np.float64]

    def absent(self, classes: tuple[str, ...]) -> list[str]:
        """Those of `classes` that no example has."""
        present = set(np.unique(self.y).tolist())
        return [name for index, name in enumerate(classes) if index not in present]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """What networks are trained, chosen and judged on. `remarks` are sentences that the user should read.

    `image` is the (height, width, channels) of examples that are images, whose inputs are its values in that order.
    """

    name: str
    task: str
    classes: tuple[str, ...]
    target: str
    features: tuple[str, ...]
    train: Part
    dev: Part
    test: Part | None
    preprocessing: Preprocessing
    remarks: tuple[str, ...]
    fingerprint: str
    image: tuple[int, int, int] | None = None


def load(
    source: str,
    *,
    target: str | None = None,
    task: str = "auto",
    split: Split = "auto",
    normalize: str = "standard",
    folder: Path,
    seed: int,
) -> Dataset:
    """Reads a bundled set or a file (relative to `folder`) and makes its parts ready for training.

    Raises DataError, whose `key` names the key of the config that can mend it.

    >>> iris = load("iris", folder=Path(), seed=0)
    >>> iris.train.x.shape, iris.classes
    ((4, 90), ('setosa', 'versicolor', 'virginica'))
    """
    parts = split if isinstance(split, str) and split != "auto" else None
    with fits_into_memory(source):
        return _prepared(read(source, target, parts, folder), task, split, normalize, seed)


def _prepared(rows: Rows, task: str, split: Split, normalize: str, seed: int) -> Dataset:
    labels = labels_of(rows.target, task, rows.source)
    members = _members(rows, labels, split, seed)
    places = [labels.kept[part] for part in (members.train, members.dev, members.test) if part is not None]
    ys = [labels.y[part] for part in (members.train, members.dev, members.test) if part is not None]
    one_hot = tuple(OneHot.fit(column, places[0]) for column in rows.text)
    census = Census(rows.source, rows.numeric)
    xs = _raw(rows, census, places, one_hot)
    preprocessing = _fitted(rows, labels, xs[0], ys[0], one_hot, normalize)
    for x in xs:
        preprocessing.apply(x)
    filled = [Part(x.T, y) for x, y in zip(xs, ys, strict=True)]
    remarks = [*rows.remarks, *remarks_on(rows, labels, census), *_remarks_on_parts(preprocessing, labels, filled)]
    return Dataset(
        name=rows.source,
        task=labels.task,
        classes=labels.classes,
        target=rows.target.name,
        features=preprocessing.features,
        train=filled[0],
        dev=filled[1],
        test=filled[2] if len(filled) > 2 else None,
        preprocessing=preprocessing,
        remarks=tuple(remarks),
        fingerprint=_fingerprint(preprocessing, filled, rows.image),
        image=rows.image,
    )


def _members(rows: Rows, labels: Labels, split: Split, seed: int) -> Members:
    parts = rows.parts.at(labels.kept) if rows.parts is not None else None
    return split_rows(labels.strata, split, parts, seed=seed, source=rows.source)


def _raw(
    rows: Rows, census: Census, places: list[NDArray[np.intp]], one_hot: tuple[OneHot, ...]
) -> list[NDArray[np.float32]]:
    """Each part's (m, n_x) as read, numbers before one-hot inputs; the blocks go as the parts grow."""
    width = len(rows.numeric)
    inputs = width + sum(len(group.features) for group in one_hot)
    refuse_beyond_memory(rows.source, BYTES_A_CELL * inputs * sum(map(len, places)))
    parts = [np.zeros((len(place), inputs), np.float32) for place in places]
    start = 0
    for block in census.over(rows.blocks):
        for place, part in zip(places, parts, strict=True):
            first, last = np.searchsorted(place, (start, start + len(block)))
            part[first:last, :width] = block[place[first:last] - start]
        start += len(block)
    for place, part in zip(places, parts, strict=True):
        column = width
        for text, group in zip(rows.text, one_hot, strict=True):
            group.write(text, place, part[:, column : column + len(group.features)])
            column += len(group.features)
    return parts


def _fitted(
    rows: Rows,
    labels: Labels,
    x: NDArray[np.float32],
    y: NDArray[np.int64] | NDArray[np.float64],
    one_hot: tuple[OneHot, ...],
    normalize: str,
) -> Preprocessing:
    shift, scale, fill = shift_scale_fill(x[:, : len(rows.numeric)], normalize)
    mean, deviation = (0.0, 1.0) if labels.classes else (float(y.mean()), float(y.std()))
    if y.min() == y.max() or not deviation > 0:
        raise DataError(f"{rows.source}: target {rows.target.name!r} is the same in the whole training part", "target")
    return Preprocessing(
        numeric=rows.numeric,
        shift=shift,
        scale=scale,
        fill=fill,
        one_hot=one_hot,
        task=labels.task,
        target=rows.target.name,
        classes=labels.classes,
        target_mean=mean,
        target_std=deviation,
    )


def remarks_on(rows: Rows, labels: Labels, census: Census) -> Iterator[str]:
    """What is odd about the source, once its blocks have been walked over."""
    if (without := rows.count - labels.kept.size) > 0:
        yield f"left out {without} row{'s' * (without > 1)} without a target"
    if census.missing:
        numbers = "numbers are" if census.missing > 1 else "number is"
        yield f"{census.missing} missing {numbers} replaced by the training part's mean of the column"
    if constant := census.constant:
        yield f"the same value in every row of column{'s' * (len(constant) > 1)} {listed(constant)}: constant, ignored"
    small = [name for name, count in zip(labels.classes, labels.counts, strict=True) if count < 5]
    if small:
        yield f"fewer than 5 rows of class {listed(small)}: its dev error says little"


def _remarks_on_parts(preprocessing: Preprocessing, labels: Labels, parts: list[Part]) -> Iterator[str]:
    unseen = [preprocessing.numeric[column] for column in np.flatnonzero(np.isinf(preprocessing.scale))]
    if unseen:
        yield f"no value in the training part of column{'s' * (len(unseen) > 1)} {listed(unseen)}: always 0"
    for part, x_and_y in zip(("training", "dev"), parts, strict=False):
        if absent := x_and_y.absent(labels.classes):
            yield f"no row of class {listed(absent)} in the {part} part"
    if len(parts) == 2:
        yield "no test part: the dev figure of the model that is chosen by it will be optimistic"


def _fingerprint(preprocessing: Preprocessing, parts: list[Part], image: tuple[int, int, int] | None) -> str:
    """sha256 over the arrays' bytes and all that gives them meaning."""
    arrays, rest = preprocessing.to_arrays()
    digest = hashlib.sha256(json.dumps([rest, [part.x.shape for part in parts], image]).encode())
    for array in (*arrays.values(), *(array for part in parts for array in (part.x.T, part.y))):
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()
