"""A training by code of the user's own as it goes on: metrics epoch by epoch, until it ends or is paused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Job:
    """A training to be done: of which trial, with which hyperparameters, seed and repeat.

    It begins with `state`, where it paused before. It is to end or pause after the epoch `until`; None if that is not
    known.
    """

    trial: int
    repeat: int
    hyperparameters: Mapping[str, Any]
    seed: int
    state: Any = None
    until: int | None = None


class Session(Protocol):
    """One training; as its steps raise, it has failed."""

    def next(self, changes: Mapping[str, Any]) -> Metrics | None:
        """Train an epoch, with `changes` of hyperparameters from now on; its metrics, None where it has ended."""

    @property
    def is_over(self) -> bool:
        """Whether it is known that no epoch follows."""

    def final(self) -> Metrics | None:
        """Let the code come to its end after its last epoch; the metrics that it then states for the whole training."""

    def pause(self) -> Any:
        """Stop the training; the state to go on from, None where there is none."""

    def close(self) -> None:
        """End what is left of it."""


class Code(Protocol):
    """Code of the user's own: the same in all workers."""

    def session(self, job: Job, log: OutputLog) -> Session:
        """Begin a training; what it prints goes into `log`."""
