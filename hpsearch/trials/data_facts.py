"""Facts that a run records about its data: the numbers of rows, inputs and classes, and their scales."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from msgspec.structs import asdict

from hpsearch.records import Record
from hpsearch.text.listing import listed_columns


def metric_of_rare_classes(classes: Sequence[int], dev: int) -> str:
    """Return a metric that takes account of rare classes, for data where one class has nearly all rows.

    `classes` are the rows of each class, `dev` is the number of dev rows. The AUC needs dev rows of each class.

    >>> metric_of_rare_classes([2832, 168], 600), metric_of_rare_classes([997, 3], 200)
    ('dev_auc', 'dev_f1')
    """
    return "dev_auc" if min(classes) * dev >= 2 * sum(classes) else "dev_f1"


_RARE = 0.05
"""Largest share of a class that is rare among three or more."""


def rare_classes(classes: Sequence[int]) -> list[int]:
    """Return the classes, of three or more, on which the error hardly depends, by the rows of each.

    They have rows, but fewer than 5 %, and than half of what each would have if all were equally frequent.

    >>> rare_classes([50, 47, 3]), rare_classes([97, 3]), rare_classes([4] * 25)
    ([2], [], [])
    """
    least = min(_RARE, 0.5 / max(1, len(classes))) * sum(classes)
    return [place for place, rows in enumerate(classes) if 0 < rows < least] if len(classes) > 2 else []


class _Facts(Record):
    """Facts that are stored as JSON."""

    def as_dict(self) -> dict[str, Any]:
        """Return the facts as JSON values, for `of`."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Self | None:
        """Return the facts from the result of `as_dict`; None for runs that stored none."""
        if stored is None:
            return None
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
        }
        return cls(**{name: value for name, value in values.items() if name in cls.__struct_fields__})


class DataFacts(_Facts):
    """Number of rows of each part (`test` may be 0), of inputs, and of rows of each class (empty for regression).

    With folds, `dev` counts all held-out rows. `target_spread` is the standard deviation of a numeric target, `scales`
    are the smallest and the largest standard deviation of the inputs in training. `numbers` counts the numeric columns
    and the parts of dates; 0 if unknown. `judged_on` is a hash of the rows of all parts and their targets, by which
    runs on the same rows are known whatever their inputs are; empty if unknown. `groups` counts the values of the
    column by which rows stay together; 0 without one, or if unknown. `leaking` are the columns that alone predict the
    target nearly perfectly.
    """

    task: str
    train: int
    dev: int
    test: int
    inputs: int
    classes: tuple[int, ...] = ()
    target_spread: float = 0.0
    scales: tuple[float, float] = (1.0, 1.0)
    image: bool = False
    numbers: int = 0
    judged_on: str = ""
    groups: int = 0
    leaking: tuple[str, ...] = ()

    @property
    def leak(self) -> str:
        """A sentence on the leaking columns; empty if there are none.

        >>> DataFacts("regression", 60, 20, 20, 4, leaking=("gross",)).leak.partition("; ")[0]
        "column 'gross' alone predicts the target nearly perfectly"
        """
        if not self.leaking:
            return ""
        several = len(self.leaking) > 1
        what = f"{listed_columns(self.leaking)} {'each alone predict' if several else 'alone predicts'} the target"
        these, are = ("them", "they are") if several else ("it", "it is")
        return (
            f"{what} nearly perfectly; if {are} not known before the target is, all results are too good to be true: "
            f"leave {these} out of the inputs (data.ignore)"
        )

    def has_groups_for(self, parts: int) -> bool:
        """Whether so many folds, with or without a test part, can certainly be made of whole groups."""
        return not self.groups or self.groups >= 2 * parts


class LateFacts(_Facts):
    """Facts that are measured when a search ends: how the parts differ, and dead units of the winner's network.

    `dead` and `units` count the hidden units of trial `number`. `mismatches` are sentences, only for rows that were not
    divided at random. `train_rows` and `dev_rows` are the effective numbers of independent rows of the sample of train
    and of dev, for the standard errors of that trial's metrics; 0 if unknown.
    """

    number: int
    dead: int
    units: int
    mismatches: tuple[str, ...] = ()
    train_rows: float = 0.0
    dev_rows: float = 0.0
