"""What a search needs of a cluster, for any software."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from hpsearch.records import Record
from hpsearch.workers.tasks import Task

if TYPE_CHECKING:
    from hpsearch.training.objective import Result, Training

Environments = Mapping[str, dict[str, str] | Exception]
"""For each worker the environment on which its bits depend, or the error that it raised instead."""


class ConnectionLost(Exception):  # noqa: N818 (not an error of hpsearch)
    """The cluster does not answer. All running tasks are lost."""


class WorkerGone(Exception):  # noqa: N818 (as above)
    """A worker left before it started the task."""


class TaskEnded(Record):
    """A worker has ended its task, with results, or with None if it died or was disconnected."""

    worker: str
    results: "list[Result] | None"


class Connection(Protocol):
    """A connection to a cluster. Each worker trains one task at a time; all methods may raise ConnectionLost.

    The cluster names the workers. A worker that dies and is restarted has a new name, or the same name after its task
    has ended with None.
    """

    where: str
    """The name of the cluster in messages: its software and address."""

    how_to_start: str
    """The command that starts a worker."""

    def workers(self) -> Iterable[str]:
        """Return the names of the present workers. Connects again if the connection was lost."""

    def environments(self, workers: Iterable[str]) -> Environments:
        """Return the result of `runs.environment.environment` in each worker, except those that have left."""

    def leave_out(self, worker: str) -> None:
        """Note that a worker gets no tasks because its environment differs. `workers` still lists it."""

    def begin(self, task: Task, training: "Training", worker: str) -> None:
        """Send a task to a worker, with `training` before its first one. May raise WorkerGone."""

    def give_up(self, worker: str) -> None:
        """Forget the task of a worker that has left. Never raises ConnectionLost."""

    def ended(self, seconds: float) -> TaskEnded | None:
        """Wait at most `seconds` for a task to end; None if none does.

        Raises errors of the worker itself; an error of a trial is a result.
        """

    def close(self) -> None:
        """Leave the cluster and stop the tasks of this connection. Never raises ConnectionLost."""
