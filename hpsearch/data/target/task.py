"""Classification or regression, and the labels of either."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import LARGEST, Column, NumberColumn, TextColumn, too_large
from hpsearch.data.different import different
from hpsearch.data.forms.proposal import Proposal, as_sentence, remedy_of
from hpsearch.data.gathering.whole_numbers import in_order, written
from hpsearch.errors import DataError
from hpsearch.records import Record, replace
from hpsearch.text.counting import how_many
from hpsearch.text.listing import listed

MOST_WHOLE_NUMBERS = 20
ROWS_A_CLASS = 5
"""So many rows each whole number must have, on average, to be a class."""

FEWEST_ROWS = 10
TASKS = ("classification", "regression")
_AS_NUMBERS = ("task", "regression")
"""The remedy of a DataError that proposes regression."""


class TargetValues(Record, eq=False):
    """The target of the rows that have one: `kept` are their places in the source, in its order.

    `y` is (rows,), or for several targets (rows, targets); rows that lack one of these are not kept.
    `kind` says what classes are: words, whole numbers, numbers or booleans. F1 judges `positive`, of two.
    """

    task: str
    classes: tuple[str, ...]
    y: NDArray[np.int64] | NDArray[np.float64]
    kept: NDArray[np.intp]
    kind: str = "words"
    positive: int = 1

    @property
    def strata(self) -> NDArray[np.int64]:
        """What the split keeps in proportion: the classes; for regression all rows are alike."""
        return self.y.astype(np.int64) if self.classes else np.zeros(self.kept.size, np.int64)

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many rows each class has; empty for regression."""
        return np.bincount(self.y, minlength=len(self.classes)) if self.classes else np.empty(0, np.intp)


def labels_of(targets: Sequence[Column], task: str, source: str, positive: str = "auto") -> TargetValues:
    """Decides the task where it is auto. Raises DataError if no network can learn the target, or all of several."""
    if task not in ("auto", *TASKS):
        raise DataError(f"{source}: task {task!r}; expected auto, classification or regression", "task")
    target, *others = targets
    if others:
        labels = _of_several(targets, task, source)
    elif isinstance(target, TextColumn):
        labels = _of_words(target, task, source)
    else:
        labels = _of_numbers(target, task, source)
    if labels.kept.size < FEWEST_ROWS:
        rows = how_many(labels.kept.size, "row")
        raise DataError(f"{source}: {rows} with a target; at least {FEWEST_ROWS} are needed for three parts")
    if labels.task == "regression":
        for each, y in zip(targets, labels.y.reshape(len(labels.y), -1).T, strict=True):
            if y.min() == y.max():
                raise DataError(f"{source}: target {each.name!r} is {y[0]:g} in all rows", "target")
    if labels.task == "classification":
        _check_classes(labels, target, source)
    return _with_positive(labels, positive, source)


def _with_positive(labels: TargetValues, positive: str, source: str) -> TargetValues:
    """Set which of two classes is positive; `auto` takes the rarer class, or the second if both have as many rows."""
    if positive != "auto" and (len(labels.classes) != 2 or positive not in labels.classes):
        classes = f"the classes are {listed(labels.classes)}" if labels.classes else "the target is a number"
        reason = "is none of the classes" if len(labels.classes) == 2 else "is for a target of two classes"
        raise DataError(f"{source}: the positive class {positive!r} {reason}; {classes}", "positive")
    if len(labels.classes) != 2:
        return labels
    if positive != "auto":
        return replace(labels, positive=labels.classes.index(positive))
    counts = labels.counts
    return replace(labels, positive=0 if counts[0] < counts[1] else 1)


def _of_words(target: TextColumn, task: str, source: str) -> TargetValues:
    if task == "regression":
        if target.mixed:
            raise _of_mixed_words(target.name, target.mixed, source)
        words = f"words ({listed(target.categories)}), and regression needs numbers"
        raise DataError(f"{source}: target {target.name!r} holds {words}", "task")
    kept = np.flatnonzero(target.codes >= 0)
    codes = target.codes[kept]
    used = different(codes)
    by_word = sorted(used.tolist(), key=target.categories.__getitem__)
    rank = np.zeros(len(target.categories), np.int64)
    rank[by_word] = np.arange(len(by_word))
    return TargetValues("classification", tuple(target.categories[code] for code in by_word), rank[codes], kept)


def _of_numbers(target: NumberColumn, task: str, source: str) -> TargetValues:
    kept = np.flatnonzero(~np.isnan(target.values))
    values = target.values[kept]
    if np.abs(values).max(initial=0) > LARGEST:
        raise too_large(source, target.name, "target")
    if task == "regression":
        return TargetValues(task, (), values, kept)
    whole = bool((values == np.round(values)).all())
    many = not target.boolean and (not whole or different(values).size > MOST_WHOLE_NUMBERS)
    if task == "auto" and many:  # before each of them gets a name
        return TargetValues("regression", (), values, kept)
    names, y = _classes(target, kept)
    few = len(names) <= MOST_WHOLE_NUMBERS and ROWS_A_CLASS * len(names) <= values.size
    if task == "auto" and not (target.boolean or (whole and few)):
        return TargetValues("regression", (), values, kept)
    kind = "booleans" if target.boolean else "whole numbers" if whole else "numbers"
    return TargetValues("classification", names, y.astype(np.int64), kept, kind)


def _of_several(targets: Sequence[Column], task: str, source: str) -> TargetValues:
    """The values of several targets, which must all be numbers, in the rows that have all of them."""
    if task == "classification":
        raise DataError(
            f"{source}: classification has one target, and data.target names {len(targets)}; expected task: regression",
            "task",
            _AS_NUMBERS,
        )
    columns = []
    for target in targets:
        if isinstance(target, TextColumn):
            holds, instead, remedy = f"holds words ({listed(target.categories)})", "predict it alone", None
        else:
            columns.append(target.values)
            classes = _of_numbers(target, task, source).classes
            holds, instead = f"has classes ({listed(classes)})", "set task: regression to predict them as numbers"
            remedy = _AS_NUMBERS
            if not classes:
                continue
        sentence = f"{holds}, and several targets must all be numbers; {instead}, or leave it out of data.target"
        raise DataError(f"{source}: target {target.name!r} {sentence}", "target", remedy)
    values = np.stack(columns, axis=1)
    kept = np.flatnonzero(~np.isnan(values).any(axis=1))
    return TargetValues("regression", (), values[kept], kept)


def _classes(target: NumberColumn, kept: NDArray[np.intp]) -> tuple[tuple[str, ...], NDArray[np.integer[Any]]]:
    """The names of the classes that the numbers are, in ascending order, and the class of each row of `kept`."""
    if target.exact is not None:
        column = in_order(target.exact.at(kept))
        return column.categories, column.codes
    distinct = different(target.values[kept])
    y = np.searchsorted(distinct, target.values[kept])  # a third of the time that np.unique takes for it
    name = str if target.boolean else written
    return tuple(name(number) for number in (distinct.astype(np.bool_) if target.boolean else distinct).tolist()), y


def _check_classes(labels: TargetValues, target: Column, source: str) -> None:
    if len(labels.classes) == 1:
        raise DataError(
            f"{source}: target {target.name!r} has one class only ({labels.classes[0]!r}); "
            "choose another column to predict",
            "target",
        )
    if len(labels.classes) > max(labels.kept.size / 2, MOST_WHOLE_NUMBERS):
        if isinstance(target, TextColumn):
            raise _of_too_many_words(labels, target, source)
        raise DataError(
            f"{source}: target {target.name!r} has {len(labels.classes):,} classes in {labels.kept.size:,} rows; "
            "it looks like an identifier, a date, or a number to be predicted with task: regression",
            "target",
            _AS_NUMBERS,
        )


def _of_too_many_words(labels: TargetValues, target: TextColumn, source: str) -> DataError:
    if target.mixed:
        return _of_mixed_words(target.name, target.mixed, source)
    return DataError(
        f"{source}: target {target.name!r} has {len(labels.classes):,} different words in {labels.kept.size:,} rows, "
        "too few rows of each to learn it; choose another column to predict, or write fewer and larger classes",
        "target",
    )


def _of_mixed_words(name: str, why: str | Proposal, source: str) -> DataError:
    """Return the error for a target most of whose words look like numbers, and `why` they are none."""
    return DataError(f"{source}: target {name!r} holds {as_sentence(why)}", "target", remedy_of(why))


def as_typed(classes: tuple[str, ...], kind: str) -> NDArray[Any]:
    """The classes as values of the target's own type.

    >>> as_typed(("0", "1"), "whole numbers").tolist(), as_typed(("False", "True"), "booleans").tolist()
    ([0, 1], [False, True])
    """
    if kind == "booleans":
        return np.array([name == "True" for name in classes])
    if kind == "whole numbers":
        return np.array([int(name) for name in classes])
    return np.array([float(name) for name in classes]) if kind == "numbers" else np.array(classes)
