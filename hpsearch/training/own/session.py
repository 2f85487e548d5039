"""A running training by the user's own code: gives metrics epoch by epoch, until it ends or is paused."""

from collections.abc import Mapping
from typing import Any, Protocol

from hpsearch.records import Record
from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.metrics import Metrics


class Job(Record):
    """A training to be done: its trial, hyperparameters, seed and repeat.

    It starts from `state` if it paused before. It ends or pauses after the epoch `until`; None if that is unknown.
    """

    trial: int
    repeat: int
    hyperparameters: Mapping[str, Any]
    seed: int
    state: Any = None
    until: int | None = None


class Session(Protocol):
    """One training; it has failed if one of its methods raises."""

    def next(self, changes: Mapping[str, Any]) -> Metrics | None:
        """Apply `changes` of hyperparameters and train an epoch; return its metrics, None if training has ended."""

    @property
    def is_over(self) -> bool:
        """Whether it is known that no epoch follows."""

    def final(self) -> Metrics | None:
        """Let the code end after its last epoch; return its metrics for the whole training, if it gives any."""

    def pause(self) -> Any:
        """Stop the training; return the state to continue from, None if there is none."""

    def close(self) -> None:
        """Release everything that the training holds."""


class Code(Protocol):
    """The user's own code; the same in all workers."""

    def session(self, job: Job, log: OutputLog) -> Session:
        """Start a training; its output goes to `log`."""
