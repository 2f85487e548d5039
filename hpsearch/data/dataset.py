"""A source → a Dataset: read, split, fitted on the training part, normalised in place."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.asked import Asked
from hpsearch.data.balance import Balance
from hpsearch.data.columns import Census, Rows
from hpsearch.data.date_parts import DateParts
from hpsearch.data.fitting import scaling
from hpsearch.data.listing import listed
from hpsearch.data.memory import BYTES_A_CELL, fits_into_memory, refuse_beyond_memory
from hpsearch.data.one_hot import OneHot
from hpsearch.data.preprocessing import Preprocessing
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.sources import read
from hpsearch.data.split import Members, Split, split_rows
from hpsearch.data.task import Labels, labels_of
from hpsearch.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


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

    `image` is the (height, width, channels) of examples that are images, whose inputs are its values in that order;
    `positive` the place of the class, of two, that F1 and the like judge.
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
    positive: int = 1

    @property
    def balance(self) -> Balance:
        """How all rows are shared out among the classes."""
        labels = np.concatenate([part.y for part in (self.train, self.dev, self.test) if part is not None])
        counts = np.bincount(labels, minlength=len(self.classes)).tolist() if self.classes else []
        return Balance(
            self.classes, counts, len(self.dev.y), self.classes[self.positive] if len(self.classes) == 2 else None
        )


def load(
    source: "str | pd.DataFrame",
    *,
    target: str | None = None,
    task: str = "auto",
    positive: str = "auto",
    inputs: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    csv: Mapping[str, Any] | None = None,
    split: Split = "auto",
    normalize: str = "standard",
    missing: str = "mean",
    dates: str = "parts",
    levels: int = 100,
    folder: Path,
    seed: int,
) -> Dataset:
    """Reads a bundled set, a file (relative to `folder`) or a frame, and makes its parts ready for training.

    The options are those of the config's `data`. Raises DataError, whose `key` names the key that can mend it.

    >>> iris = load("iris", folder=Path(), seed=0)
    >>> iris.train.x.shape, iris.classes
    ((4, 90), ('setosa', 'versicolor', 'virginica'))
    """
    asked = Asked(
        target=target,
        parts=split if isinstance(split, str) and split != "auto" else None,
        inputs=inputs,
        ignore=ignore,
        csv=Stated.of(csv),
        dates=dates,
        centred=normalize != "none",
    )
    with fits_into_memory(source if isinstance(source, str) else "DataFrame"):
        rows = read(source, asked, folder)
        labels = labels_of(rows.target, task, rows.source, positive)
        return _prepared(rows, labels, _members(rows, labels, split, seed), Fit(normalize, missing, levels))


@dataclass(frozen=True, slots=True)
class Fit:
    """How inputs are made of columns: the config's normalize, missing and levels."""

    normalize: str
    missing: str
    levels: int


def _prepared(rows: Rows, labels: Labels, members: Members, how: Fit) -> Dataset:
    places = [labels.kept[part] for part in (members.train, members.dev, members.test) if part is not None]
    ys = [labels.y[part] for part in (members.train, members.dev, members.test) if part is not None]
    dates = tuple(DateParts.fit(column, places[0]) for column in rows.dates)
    one_hot = tuple(OneHot.fit(column, places[0], how.levels) for column in rows.text)
    census = Census(rows.source, rows.numeric)
    xs = _raw(rows, census, places, dates, one_hot)
    preprocessing = _fitted(rows, labels, xs[0], ys[0], (dates, one_hot), how)
    if preprocessing.indicators:
        xs = [_with_room(x, len(preprocessing.scaled), len(preprocessing.indicators)) for x in xs]
    filled = [Part(preprocessing.finished(x), y) for x, y in zip(xs, ys, strict=True)]
    remarks = [*rows.remarks, *remarks_on(labels, census), *_remarks_on_parts(preprocessing, labels, filled)]
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
        positive=labels.positive,
    )


def _members(rows: Rows, labels: Labels, split: Split, seed: int) -> Members:
    parts = rows.parts.at(labels.kept) if rows.parts is not None else None
    return split_rows(labels.strata, split, parts, seed=seed, source=rows.source)


def _raw(
    rows: Rows,
    census: Census,
    places: list[NDArray[np.intp]],
    dates: tuple[DateParts, ...],
    one_hot: tuple[OneHot, ...],
) -> list[NDArray[np.float32]]:
    """Each part's (m, n_x) as read: numbers, parts of dates, one-hot inputs; the blocks go as the parts grow."""
    width = len(rows.numeric)
    inputs = width + sum(len(parts.features) for parts in dates) + sum(len(group.features) for group in one_hot)
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
        for days, moments in zip(dates, rows.dates, strict=True):
            days.write(moments.moments[place], part[:, column : column + len(days.features)])
            column += len(days.features)
        for group, text in zip(one_hot, rows.text, strict=True):
            group.write(text, place, part[:, column : column + len(group.features)])
            column += len(group.features)
    return parts


def _with_room(x: NDArray[np.float32], before: int, count: int) -> NDArray[np.float32]:
    """The same inputs with `count` columns of zeros behind the first ones."""
    wide = np.zeros((len(x), x.shape[1] + count), np.float32)
    wide[:, :before] = x[:, :before]
    wide[:, before + count :] = x[:, before:]
    return wide


def _fitted(
    rows: Rows,
    labels: Labels,
    x: NDArray[np.float32],
    y: NDArray[np.int64] | NDArray[np.float64],
    groups: tuple[tuple[DateParts, ...], tuple[OneHot, ...]],
    how: Fit,
) -> Preprocessing:
    dates, one_hot = groups
    of_dates = sum(len(parts.features) for parts in dates)
    width = len(rows.numeric) + of_dates
    scale = scaling(x[:, :width], how.normalize, np.concatenate([rows.pivots, np.zeros(of_dates)]))
    refuse_constant(y, rows)
    mean, deviation = (0.0, 1.0) if labels.classes else (float(y.mean()), float(y.std()))
    return Preprocessing(
        numeric=rows.numeric,
        dates=dates,
        pivots=rows.pivots,
        scaling=scale,
        indicators=_indicators(x, len(rows.numeric), dates) if how.missing == "indicator" else (),
        one_hot=one_hot,
        form=rows.form,
        task=labels.task,
        target=rows.target.name,
        classes=labels.classes,
        kind=labels.kind,
        target_mean=mean,
        target_std=deviation,
    )


def refuse_constant(y: NDArray[np.int64] | NDArray[np.float64], rows: Rows) -> None:
    """Raises DataError where all training examples have one label, or as good as one."""
    if y.min() == y.max() or not y.std() > 0:
        raise DataError(f"{rows.source}: target {rows.target.name!r} is the same in the whole training part", "target")


def _indicators(x: NDArray[np.float32], numbers: int, dates: tuple[DateParts, ...]) -> tuple[int, ...]:
    """The scaled inputs that get another one, which says that the value was missing: one for each column."""
    firsts = [*range(numbers)]
    place = numbers
    for parts in dates:
        firsts.append(place)
        place += len(parts.features)
    return tuple(column for column in firsts if np.isnan(x[:, column]).any())


def remarks_on(labels: Labels, census: Census) -> Iterator[str]:
    """What is odd about the source, once its blocks have been walked over."""
    if census.missing:
        numbers = "numbers are" if census.missing > 1 else "number is"
        yield f"{census.missing} missing {numbers} replaced by the training part's mean of the column"
    if constant := census.constant:
        yield f"the same value in every row of column{'s' * (len(constant) > 1)} {listed(constant)}: constant, ignored"
    small = [name for name, count in zip(labels.classes, labels.counts, strict=True) if count < 5]
    if small:
        yield f"fewer than 5 rows of class {listed(small)}: its dev error says little"


def _remarks_on_parts(preprocessing: Preprocessing, labels: Labels, parts: list[Part]) -> Iterator[str]:
    unseen = [preprocessing.scaled[column] for column in np.flatnonzero(np.isinf(preprocessing.scaling.scale))]
    if unseen:
        yield f"no value in the training part of column{'s' * (len(unseen) > 1)} {listed(unseen)}: always 0"
    for part, x_and_y in zip(("training", "dev"), parts, strict=False):
        if absent := x_and_y.absent(labels.classes):
            yield f"no row of class {listed(absent)} in the {part} part"
    if len(parts) == 2:
        yield "no test part: the dev figure of the model that is chosen by it will be optimistic"


def _fingerprint(preprocessing: Preprocessing, parts: list[Part], image: tuple[int, int, int] | None) -> str:
    """sha256 over the arrays' bytes and all that gives them meaning, from whatever kind of file they come.

    What few data have is left out where these have none of it: the data of earlier runs keep their fingerprint.
    """
    scaling = preprocessing.scaling
    words = [[group.column, list(group.categories), group.missing] for group in preprocessing.one_hot]
    rare = {
        "dates": [[parts.column, parts.first, parts.timed] for parts in preprocessing.dates],
        "bent": scaling.bent,
        "indicators": list(preprocessing.indicators),
        "others": [group.column for group in preprocessing.one_hot if group.others],
    }
    rest = {
        "numeric": list(preprocessing.numeric),
        "one_hot": words,
        "task": preprocessing.task,
        "target": preprocessing.target,
        "classes": list(preprocessing.classes),
        "target_mean": preprocessing.target_mean,
        "target_std": preprocessing.target_std,
        **{name: value for name, value in rare.items() if value},
    }
    digest = hashlib.sha256(json.dumps([rest, [part.x.shape for part in parts], image]).encode())
    arrays = (preprocessing.shift, scaling.scale, scaling.fill)
    for array in (*arrays, *(array for part in parts for array in (part.x.T, part.y))):
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()
