"""What a search asks of a cluster, whatever software runs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hpsearch.workers.tasks import Task

if TYPE_CHECKING:
    from hpsearch.training.objective import Result, Training

Environments = Mapping[str, dict[str, str] | Exception]
"""By worker what its bits depend on, or why it could not say so."""


class ConnectionLost(Exception):  # noqa: N818 (it is no error of ours)
    """The cluster does not answer. Whatever it was training is lost."""


class WorkerGone(Exception):  # noqa: N818 (as above)
    """A worker left before it took the task."""


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """A worker has ended its task: with results, or with None because it died or was disconnected."""

    worker: str
    results: "list[Result] | None"


class Connection(Protocol):
    """A connection to a cluster. Each worker trains one task at a time; all methods may raise ConnectionLost.

    The names of the workers are the cluster's. A worker that dies and begins again has another name, or the same after
    its task has ended with None.
    """

    where: str
    """How messages call the cluster: its software and its address."""

    how_to_start: str
    """The command that starts a worker."""

    def workers(self) -> Iterable[str]:
        """The names of the workers that there are now. Connects again where the connection was lost."""

    def environments(self, workers: Iterable[str]) -> Environments:
        """What `runs.environment.environment` returns in each of the workers; without those that have left."""

    def leave_out(self, worker: str) -> None:
        """Learn that a worker gets no task: its environment differs. `workers` goes on to name it."""

    def begin(self, task: Task, training: "Training", worker: str) -> None:
        """Send a task to a worker, and `training` before its first one. May raise WorkerGone."""

    def give_up(self, worker: str) -> None:
        """Forget the task of a worker that has left. Never raises ConnectionLost."""

    def ended(self, seconds: float) -> TaskEnded | None:
        """Wait for a task to end. None where none ends within so many seconds.

        Raises what the worker raised, unless a trial raised it, which is a result.
        """

    def close(self) -> None:
        """Leave the cluster, which stops the tasks of this connection. Never raises ConnectionLost."""
