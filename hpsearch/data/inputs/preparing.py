"""Make a Dataset from the parts that were read: fit on the training part, and normalise in place."""

import hashlib
import json
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Census, Rows
from hpsearch.data.dataset import Dataset, Part
from hpsearch.data.inputs.bins import Bins
from hpsearch.data.inputs.constants import remarks_on_constants, with_indicators
from hpsearch.data.inputs.date_parts import DateParts
from hpsearch.data.inputs.ends import ends_of
from hpsearch.data.inputs.fitting import scaling
from hpsearch.data.inputs.preprocessing import Preprocessing
from hpsearch.data.inputs.raw import Raw
from hpsearch.data.memory import BYTES_A_BINNED_CELL, refuse_beyond_memory
from hpsearch.data.target.names import TargetStatistic, stated_targets, statistic_as_json
from hpsearch.data.target.task import TargetValues
from hpsearch.engine.binned import stored_arrays
from hpsearch.engine.target_range import TargetRange
from hpsearch.errors import DataError
from hpsearch.records import Record
from hpsearch.text.counting import how_many
from hpsearch.text.listing import listed_classes, listed_columns
from hpsearch.trials.input_views import InputView

FEWEST_DEV_ROWS = 6
"""With fewer rows, a model that is better on each is not significantly better: by the signs, p = 2^(1 − rows)."""

NO_TEST_PART = "no test part: the dev figure of the model that is chosen by it will be optimistic"


class Fit(Record):
    """How numbers become inputs: the config's normalize and numbers, which are a `view`, and `missing`.

    With `limited`, predictions are limited to the target's range in the training part.
    """

    view: InputView
    missing: str
    limited: bool = False


def prepared(raw: Raw, how: Fit) -> Dataset:
    """Make the dataset from what was read; overwrites the arrays of `raw`, so pass a copy to make several."""
    rows, labels = raw.rows, raw.labels
    preprocessing = _fitted(raw, how)
    if preprocessing.bins:
        refuse_beyond_memory(rows.source, BYTES_A_BINNED_CELL * raw.cells)
    filled = [
        Part(preprocessing.stored(x), y, weights=weights, drawn=drawn)
        for x, y, weights, drawn in zip(raw.xs, raw.ys, raw.weights, raw.drawn, strict=True)
    ]
    marked = with_indicators(preprocessing) if how.missing == "indicator" else None
    remarks = [
        *rows.remarks,
        *remarks_on(rows, labels, raw.census, marked),
        *_remarks_on_parts(preprocessing, labels, filled),
    ]
    return Dataset(
        name=rows.source,
        task=labels.task,
        classes=labels.classes,
        targets=tuple(column.name for column in rows.targets),
        features=preprocessing.features,
        train=filled[0],
        dev=filled[1],
        test=filled[2] if len(filled) > 2 else None,
        preprocessing=preprocessing,
        remarks=tuple(remarks),
        fingerprint=_fingerprint(preprocessing, filled, rows.image) if raw.complete else "",
        image=rows.image,
        positive=labels.positive,
        test_places=rows.in_source(raw.places[2]) if len(raw.places) > 2 else None,
        rows_hash=_rows_hash(raw),
    )


def _fitted(raw: Raw, how: Fit) -> Preprocessing:
    rows, labels, x, y = raw.rows, raw.labels, raw.xs[0], raw.ys[0]
    numbers = x[:, : raw.numbers]
    weights = None if raw.weights[0] is None else raw.weights[0].astype(np.float64)
    of_x = weights if weights is None or raw.drawn[0] is None else weights[raw.drawn[0]]
    scale = scaling(numbers, how.view.normalize, np.pad(rows.pivots, (0, raw.numbers - len(rows.pivots))), of_x)
    refuse_constant(y, rows)
    mean, deviation = (0.0, 1.0) if labels.classes else _middle_and_spread(y, weights)
    return Preprocessing(
        numeric=rows.numeric,
        dates=raw.dates,
        pivots=rows.pivots,
        scaling=scale,
        bins=Bins.fit(numbers, scale, how.view.bins, of_x) if how.view.bins else None,
        ends=ends_of([part[:, : raw.numbers] for part in raw.xs]),
        indicators=_indicators(x, len(rows.numeric), raw.dates) if how.missing == "indicator" else (),
        one_hot=raw.one_hot,
        form=rows.form,
        task=labels.task,
        targets=tuple(column.name for column in rows.targets),
        classes=labels.classes,
        kind=labels.kind,
        target_mean=mean,
        target_std=deviation,
        target_range=TargetRange.of(y, mean, deviation) if how.limited and not labels.classes else None,
    )


def _middle_and_spread(y: NDArray[Any], weights: NDArray[np.float64] | None) -> tuple[TargetStatistic, TargetStatistic]:
    """Return mean and standard deviation of the target, or of each target, in the training part."""
    if y.ndim > 1:
        each = [_middle_and_spread(column, weights) for column in np.ascontiguousarray(y.T)]
        means, deviations = zip(*each, strict=True)
        return np.array(means), np.array(deviations)
    if weights is None:
        return float(y.mean()), float(y.std())
    mean = float(np.average(y, weights=weights))
    return mean, float(np.sqrt(np.average(np.square(y - mean), weights=weights)))


def refuse_constant(y: NDArray[np.int64] | NDArray[np.float64], rows: Rows) -> None:
    """Raise DataError if all training examples have one label, or nearly one value of a target."""
    for target, values in zip(rows.targets, y.reshape(len(y), -1).T, strict=True):
        if values.min() == values.max() or not values.std() > 0:
            raise DataError(
                f"{rows.source}: target {target.name!r} has the same value in the whole training part", "target"
            )


def _indicators(x: NDArray[np.float32], numbers: int, dates: tuple[DateParts, ...]) -> tuple[int, ...]:
    """Return the scaled inputs that get an indicator of missing values: one for each column."""
    firsts = [*range(numbers)]
    place = numbers
    for parts in dates:
        firsts.append(place)
        place += len(parts.features)
    return tuple(column for column in firsts if np.isnan(x[:, column]).any())


def remarks_on(
    rows: Rows, labels: TargetValues, census: Census, marked: Collection[str] | None = None
) -> Iterator[str]:
    """Yield remarks on the source, once its blocks have been read; `marked` are those of `remarks_on_constants`."""
    if census.missing:
        numbers = "numbers are" if census.missing > 1 else "number is"
        yield f"{census.missing:,} missing {numbers} replaced by the training part's mean of the column"
    yield from remarks_on_constants(rows, labels.kept, census, marked)
    small = [name for name, count in zip(labels.classes, labels.counts, strict=True) if count < 5]
    if small:
        whose = "its" if len(small) == 1 else "their"
        yield f"fewer than 5 rows of {listed_classes(small)}: {whose} dev error says little"


def _remarks_on_parts(preprocessing: Preprocessing, labels: TargetValues, parts: list[Part]) -> Iterator[str]:
    unseen = [preprocessing.scaled[column] for column in np.flatnonzero(np.isinf(preprocessing.scaling.scale))]
    if unseen:
        yield f"no value in the training part of {listed_columns(unseen)}: always 0"
    for part, x_and_y in zip(("training", "dev", "test"), parts, strict=False):
        if not x_and_y.is_empty and (absent := x_and_y.absent(labels.classes)):
            yield f"no row of {listed_classes(absent)} in the {part} part"
    if 0 < (dev := len(parts[1].y)) < FEWEST_DEV_ROWS:
        yield (
            f"the dev part has {how_many(dev, 'row')}, too few to tell settings apart; more rows are needed, or "
            "data.split: {folds: 5}, by which all rows that are not test judge"
        )
    if len(parts) == 2:
        yield NO_TEST_PART


def _rows_hash(raw: Raw) -> str:
    """Return the SHA-256 of the rows of each part, as positions in the source, and of their targets and weights."""
    labels, targets = raw.labels, [column.name for column in raw.rows.targets]
    digest = hashlib.sha256(json.dumps([labels.task, targets, list(labels.classes)]).encode())
    for places, y, weights in zip(raw.places, raw.ys, raw.weights, strict=True):
        for array in (raw.rows.in_source(places), y, *([] if weights is None else [weights])):
            digest.update(json.dumps([str(array.dtype), array.shape]).encode())
            digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()


def _fingerprint(preprocessing: Preprocessing, parts: list[Part], image: tuple[int, int, int] | None) -> str:
    """Return the SHA-256 of the arrays and their meaning, independent of the kind of file.

    Rarely used properties are left out if they are not used, so that data of earlier runs keep their fingerprint.
    """
    scaling = preprocessing.scaling
    words = [[group.column, list(group.categories), group.missing] for group in preprocessing.one_hot]
    rare = {
        "dates": [[parts.column, parts.first, parts.timed] for parts in preprocessing.dates],
        "bent": scaling.bent,
        "bins": [edges.tolist() for edges in preprocessing.bins.edges] if preprocessing.bins else [],
        "indicators": list(preprocessing.indicators),
        "target_range": preprocessing.target_range.as_json() if preprocessing.target_range else [],
        "others": [group.column for group in preprocessing.one_hot if group.others],
    }
    rest = {
        "numeric": list(preprocessing.numeric),
        "one_hot": words,
        "task": preprocessing.task,
        "target": stated_targets(preprocessing.targets),
        "classes": list(preprocessing.classes),
        "target_mean": statistic_as_json(preprocessing.target_mean),
        "target_std": statistic_as_json(preprocessing.target_std),
        **{name: value for name, value in rare.items() if value},
    }
    digest = hashlib.sha256(json.dumps([rest, [part.inputs.shape for part in parts], image]).encode())
    arrays = (preprocessing.shift, scaling.scale, scaling.fill)
    weights = [part.weights for part in parts if part.weights is not None]
    of_parts = chain.from_iterable((*stored_arrays(part.inputs), part.y) for part in parts)
    for array in chain(arrays, of_parts, weights):
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()
