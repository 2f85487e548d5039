"""Trials and their outcomes: the values that search, store and report exchange."""

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record, field
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.table import short_value

Settings = dict[str, Any]
"""Values of hyperparameters by name."""


class Status(StrEnum):
    """How the training of a trial ended."""

    COMPLETE = "complete"
    STOPPED = "stopped"  # by halving or by hand, with a result
    DIVERGED = "diverged"  # a loss was not finite; this counts as a result
    FAILED = "failed"  # an error was raised


class Trial(Record):
    """Settings to try: `number` counts from 0 through the whole search, `round` from 1."""

    number: int
    round: int
    settings: Settings


class Outcome(Record):
    """The result of training a trial: `metrics` by name, none if it diverged or failed, and its epochs in `history`.

    `best_epoch` and `epochs_run` count epochs from 1. `parameters`, (P,), are those of its network, if kept. `log` is
    the output and traceback of the user's own code. `repeat`, from 0, gives its seeds, and `fold`, from 0, its view of
    the data; for an outcome over several of them they are the first ones. `origin` names the run and trial from which
    it was taken over.
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
    fold: int = 0
    log: str = ""
    origin: str = ""

    @property
    def number(self) -> int:
        """Number of the trial, from 0."""
        return self.trial.number

    @property
    def settings(self) -> Settings:
        """Values of the trial's hyperparameters by name."""
        return self.trial.settings

    def __str__(self) -> str:
        named = (f"{name} {short_value(value)}" for name, value in (*self.metrics.items(), *self.settings.items()))
        return ", ".join([f"trial {self.number}, {self.status}", *named])

    def __repr__(self) -> str:
        return f"Outcome(number={self.number}, status={self.status}, settings={self.settings}, metrics={self.metrics})"


class Paused(Record):
    """A paused training: its `outcome` if it stops here, and the `state` from which it can continue.

    The type of the state depends on the objective: `ModelState` for networks, bytes or arrays for the user's own code.
    """

    outcome: Outcome
    state: Any

    @property
    def number(self) -> int:
        """The number of the trial."""
        return self.outcome.number

    @property
    def repeat(self) -> int:
        """The repeat whose random draws it uses."""
        return self.outcome.repeat

    @property
    def fold(self) -> int:
        """The fold that it trains on."""
        return self.outcome.fold
