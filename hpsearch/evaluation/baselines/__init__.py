"""Baselines: simple models that the winner of a search has to beat. One file each, found by name."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

from hpsearch.evaluation.judged_rows import Outputs
from hpsearch.registry import on_demand
from hpsearch.trials.outcomes import Settings

if TYPE_CHECKING:
    from hpsearch.data import Dataset
    from hpsearch.engine.arrays import Array
    from hpsearch.training.examples import TrainingSet
    from hpsearch.training.network_objective import NetworkObjective
    from hpsearch.trials.ranking import Ranking


@dataclass(frozen=True, slots=True, eq=False)
class BaselineData:
    """What a baseline is trained on: a view of the data, as networks train on it, and how models are ranked."""

    dataset: "Dataset"
    training_set: "TrainingSet"
    ranking: "Ranking"
    seed: int

    @classmethod
    def of_folds(cls, objective: "NetworkObjective") -> "list[BaselineData]":
        """The view of each fold; the only one without folds."""
        sets = zip(objective.views.folds, objective.training.training_sets, strict=True)
        return [cls(view, each, objective.ranking, objective.seed) for view, each in sets]


@dataclass(frozen=True, slots=True)
class FittedBaseline:
    """A baseline that was trained: what it makes of inputs x, (n_x, rows), and the settings it was trained with."""

    outputs: Callable[["Array"], Outputs]
    settings: Settings = field(default_factory=dict)


class BaselineNotTrainedError(Exception):
    """A baseline that cannot be had of these data; the sentence says why."""


class BaselineKind(Protocol):
    """What a file of `hpsearch/evaluation/baselines/` defines. `place` is its place among the others.

    One that `trains` nothing costs no time, so every search has it. One that is `slow` takes a second or more, or
    another package: searches that took long train it, and `evaluate`.
    """

    name: ClassVar[str]
    place: ClassVar[int]
    trains: ClassVar[bool]
    slow: ClassVar[bool]
    tasks: ClassVar[tuple[str, ...]]

    @property
    def lacking(self) -> str:
        """What must be installed to train it, in a sentence; empty if it is there."""

    def fit(self, data: BaselineData) -> FittedBaseline:
        """Train it on the training part, the same for the same data and seed. Raises BaselineNotTrainedError."""


BASELINES: Mapping[str, BaselineKind] = on_demand(sys.modules[__name__])


def baselines_of(task: str) -> list[BaselineKind]:
    """The baselines of a task, in their order."""
    return sorted((each for each in BASELINES.values() if task in each.tasks), key=lambda each: each.place)
