"""What a trial is and what became of it: the values that search, store and report exchange."""

from dataclasses import dataclass, field
from enum import StrEnum
from math import inf, isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.space import Settings
from hpsearch.states import ModelState


class Status(StrEnum):
    """How a trial ended."""

    COMPLETE = "complete"
    STOPPED = "stopped"  # by halving or by hand, with a result
    DIVERGED = "diverged"  # a loss was no longer finite: a result too
    FAILED = "failed"  # an error was raised


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings to try: `number` counts from 0 through the whole search, `round` from 1."""

    number: int
    round: int
    settings: Settings


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """A line of history; `metrics` are train_loss, dev_loss and the task's headline metric of both parts."""

    repeat: int
    branch: int
    epoch: int
    learning_rate: float
    metrics: dict[str, float]
    gradient_norm: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a trial: `metrics` by name (none if it diverged or failed), and how it got there.

    `parameters`, (P,), are kept where this trial is the best of its cohort. `repeat` says on which draws it trained;
    of an outcome over several repeats it is the first. One with a `state` is only paused, and can go on from there.
    """

    trial: Trial
    status: Status
    metrics: dict[str, float] = field(default_factory=dict)
    best_epoch: int | None = None
    epochs_run: int = 0
    message: str = ""
    history: tuple[EpochRecord, ...] = ()
    seconds: float = 0.0
    parameters: NDArray[np.floating[Any]] | None = None
    repeat: int = 0
    state: ModelState | None = None

    @property
    def number(self) -> int:
        """The trial's."""
        return self.trial.number

    @property
    def settings(self) -> Settings:
        """The trial's."""
        return self.trial.settings

    def __repr__(self) -> str:
        return f"Outcome(number={self.number}, status={self.status}, settings={self.settings}, metrics={self.metrics})"


@dataclass(frozen=True, slots=True)
class Objective:
    """The metric by which trials are ranked."""

    metric: str
    maximize: bool

    def cost(self, metrics: dict[str, float]) -> float:
        """What is to be minimised: the metric, or its negative; infinite where it was not measured.

        >>> Objective("dev_accuracy", maximize=True).cost({"dev_accuracy": 0.9})
        -0.9
        """
        value = metrics.get(self.metric)
        if value is None or isnan(value):
            return inf
        return -value if self.maximize else value

    def place(self, outcome: Outcome) -> tuple[bool, float, float, int]:
        """What outcomes are sorted by, the best first: the metric, among equals dev_loss, then the number.

        Those that were stopped stand behind all others that have a result: theirs is that of a short training.
        """
        cost = self.cost(outcome.metrics)
        stopped = outcome.status == Status.STOPPED
        return stopped or cost == inf, cost, outcome.metrics.get("dev_loss", inf), outcome.number

    def best_first(self, outcomes: list[Outcome]) -> list[Outcome]:
        """The outcomes from best to worst; those without a result last."""
        return sorted(outcomes, key=self.place)
