"""What a run records about its data: how many rows each part has, and what they are like."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


def metric_of_rare_classes(classes: Sequence[int], dev: int) -> str:
    """The metric that judges rare classes as well, where a class has nearly all of the rows.

    `classes` are the rows of each. The AUC needs rows of each class in dev, which has so many rows in all.

    >>> metric_of_rare_classes([2832, 168], 600), metric_of_rare_classes([997, 3], 200)
    ('dev_auc', 'dev_f1')
    """
    return "dev_auc" if min(classes) * dev >= 2 * sum(classes) else "dev_f1"


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Rows of each part (`test` is 0 without one), inputs, and rows of each class, none for a regression.

    With folds, `dev` counts every row that is held out once. `target_spread` is the standard deviation of a number to
    predict, and `scales` are the smallest and the largest of the standard deviations of the inputs as they are trained.
    `numbers` counts the columns of numbers and the parts of dates; 0 is not known.
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

    def as_dict(self) -> dict[str, Any]:
        """The facts as JSON can write them, for `of`."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Self | None:
        """What `as_dict` stored, None where a run of an earlier version stored nothing."""
        if stored is None:
            return None
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
        }
        return cls(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True, slots=True)
class LateFacts:
    """What is looked at once, when a search ends: how the parts differ, and the dead units of the winner's network.

    `dead` and `units` count the hidden units of trial `number`; `mismatches` are sentences, and are looked for only
    where the rows were not divided at random. For the standard errors of that trial's metrics the rows of the sample of
    train count as `train_rows` independent ones, and those of dev as `dev_rows`; 0 is not known.
    """

    number: int
    dead: int
    units: int
    mismatches: tuple[str, ...] = ()
    train_rows: float = 0.0
    dev_rows: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The facts as JSON can write them, for `of`."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Self | None:
        """What `as_dict` stored, None where nothing is."""
        if stored is None:
            return None
        return cls(**{**stored, "mismatches": tuple(stored["mismatches"])})
