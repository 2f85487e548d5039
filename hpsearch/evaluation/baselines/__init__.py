"""Baselines: simple models that the winner of a search has to beat. One file each, found by name."""

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

from hpsearch.evaluation.judged_rows import Outputs
from hpsearch.records import Record, field
from hpsearch.registry import on_demand
from hpsearch.trials.outcomes import Settings

if TYPE_CHECKING:
    from hpsearch.data import Dataset
    from hpsearch.engine.binned import StoredInputs
    from hpsearch.training.examples.sets import TrainingSet
    from hpsearch.training.networks.objective import NetworkObjective
    from hpsearch.trials.ranking import Ranking


class BaselineData(Record, eq=False):
    """The data for a baseline: a view of the data, as networks train on it, and the ranking of models."""

    dataset: "Dataset"
    training_set: "TrainingSet"
    ranking: "Ranking"
    seed: int

    @classmethod
    def of_folds(cls, objective: "NetworkObjective") -> "list[BaselineData]":
        """Return the data of each fold; without folds a single one."""
        sets = zip(objective.views.folds, objective.training.training_sets, strict=True)
        return [cls(view, each, objective.ranking, objective.seed) for view, each in sets]


class FittedBaseline(Record):
    """A trained baseline: a function from inputs x, (n_x, rows), to outputs, and the settings of its training."""

    outputs: Callable[["StoredInputs"], Outputs]
    settings: Settings = field(default_factory=dict)


class BaselineNotTrainedError(Exception):
    """A baseline cannot be trained on these data; the message says why."""


class BaselineKind(Protocol):
    """A baseline, defined in a file of `hpsearch/evaluation/baselines/`. `place` is its place in the order.

    If `trains` is false, it takes no time, and every search has it. If `slow`, it takes a second or more, or needs
    another package; only long searches and `evaluate` train it.
    """

    name: ClassVar[str]
    place: ClassVar[int]
    trains: ClassVar[bool]
    slow: ClassVar[bool]
    tasks: ClassVar[tuple[str, ...]]

    @property
    def lacking(self) -> str:
        """A sentence that says what must be installed to train the baseline; empty if nothing."""

    def fit(self, data: BaselineData) -> FittedBaseline:
        """Train the baseline on the training part, with a fixed seed. Raises BaselineNotTrainedError."""


BASELINES: Mapping[str, BaselineKind] = on_demand(sys.modules[__name__])


def baselines_of(task: str) -> list[BaselineKind]:
    """Return the baselines of a task, in order."""
    return sorted((each for each in BASELINES.values() if task in each.tasks), key=lambda each: each.place)
