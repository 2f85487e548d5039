"""A connection to a Ray cluster, of which this machine is a node."""

import pickle
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hpsearch.errors import UsageError
from hpsearch.workers.child import Child
from hpsearch.workers.cluster.cohort import raised_there
from hpsearch.workers.cluster.connection import ConnectionLost, Environments, TaskEnded
from hpsearch.workers.tasks import Task

if TYPE_CHECKING:
    from multiprocessing.connection import Connection as PipeEnd

    from hpsearch.training.objective import Training

JOIN_SECONDS = 60.0
"""Seconds that joining the cluster may take, including the import of Ray."""

ANSWER_SECONDS = 30.0
"""Seconds that the cluster has to answer."""

ENVIRONMENT = {
    "RAY_NUM_REDIS_GET_RETRIES": "1",  # otherwise Ray tries for 15 minutes to find a cluster
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}


class RayConnection:
    """Communicates with the cluster through a child process, which is restarted if the cluster was lost."""

    def __init__(self, address: str, most: int | None) -> None:
        if not re.fullmatch(r"auto|[^:/]+:\d+", address):
            raise UsageError(f"address {address}: is none of Ray's; expected auto, or one such as 10.0.0.1:6379")
        self.where = f"the Ray cluster at {address}"
        self.how_to_start = f"ray start --address {address}"
        self._address, self._most = address, most
        self._held: Training | None = None
        self._driver: Child | None = None
        try:
            self._driver = self._joined()
        except ConnectionLost as error:
            raise UsageError(
                f"{address}: no Ray cluster can be joined there ({error}); start one on this machine: ray start --head"
            ) from None

    def workers(self) -> Iterable[str]:
        """Return the names of the started processes."""
        if self._driver is None:
            self._driver = self._joined()
        workers: list[str] = self._asked("workers")
        return workers

    def environments(self, workers: Iterable[str]) -> Environments:
        """Return the environment that each process reported at its start."""
        found: Environments = self._asked("environments", list(workers))
        return found

    def leave_out(self, worker: str) -> None:
        """Release the cores of the worker's whole node."""
        self._asked("leave_out", worker)

    def begin(self, task: Task, training: "Training", worker: str) -> None:
        """Send a task to a worker, which reads the training from Ray's object store."""
        if self._held is not training:
            arrays: list[pickle.PickleBuffer] = []
            frame = pickle.dumps(training, protocol=5, buffer_callback=arrays.append)
            self._asked("hold", frame, [bytes(array.raw()) for array in arrays])
            self._held = training
        self._asked("begin", worker, pickle.dumps(task.plans, protocol=5))

    def give_up(self, worker: str) -> None:
        """End a worker that has left, if it still runs."""
        with suppress(ConnectionLost):
            self._asked("give_up", worker)

    def ended(self, seconds: float) -> TaskEnded | None:
        """Wait for a task to end."""
        ended = self._asked("ended", seconds)
        if ended is None:
            return None
        worker, pickled = ended
        told = None if pickled is None else pickle.loads(pickled)  # noqa: S301 (written by this search's own worker)
        if isinstance(told, Exception):
            raise raised_there(worker, told)
        return TaskEnded(worker, told)

    def close(self) -> None:
        """Leave the cluster, which ends the workers of this search."""
        if self._driver is not None:
            self._driver.stop()
        self._driver, self._held = None, None

    def _asked(self, question: str, *arguments: Any) -> Any:
        """Return the answer of the child process. Raises ConnectionLost."""
        if self._driver is None:
            raise ConnectionLost
        try:
            self._driver.connection.send((question, *arguments))
            answer = _heard(self._driver, ANSWER_SECONDS)
        except (OSError, EOFError):
            self.close()
            raise ConnectionLost from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _joined(self) -> Child:
        """Start a child process that joins the cluster. Raises ConnectionLost, which says why it cannot."""
        driver = Child(_serve, ENVIRONMENT, (self._address, self._most))
        try:
            refused = _heard(driver, JOIN_SECONDS)
        except (OSError, EOFError):
            refused = "it does not answer"
        except BaseException:  # also Ctrl-C: do not leave the joining process behind
            driver.stop()
            raise
        if refused:
            driver.stop()
            raise ConnectionLost(refused)
        self._held = None
        return driver


def _heard(driver: Child, seconds: float) -> Any:
    """Return the next message of a process. Raises OSError or EOFError if there is none within `seconds`."""
    if not driver.connection.poll(seconds):
        raise TimeoutError
    return driver.connection.recv()


def _serve(requests: "PipeEnd", address: str, most: int | None) -> None:
    from hpsearch.workers.cluster.ray_driver import serve  # noqa: PLC0415 (Ray, in that process alone)

    serve(requests, address, most)
