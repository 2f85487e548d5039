"""A connection to the scheduler of a Dask cluster."""

import logging
import warnings
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import dask
from distributed import Client, Future
from distributed.comm.addressing import parse_address, parse_host_port
from distributed.comm.registry import get_backend

from hpsearch.errors import UsageError
from hpsearch.records import Record
from hpsearch.runs.environment import environment
from hpsearch.workers.cluster.cohort import raised_there
from hpsearch.workers.cluster.connection import ConnectionLost, Environments, TaskEnded, WorkerGone
from hpsearch.workers.cluster.dask_task import train_while_wanted
from hpsearch.workers.tasks import Task

if TYPE_CHECKING:
    from hpsearch.training.objective import Training

CONNECT_SECONDS = 10.0
"""Seconds that the scheduler has to answer."""

GATHER_SECONDS = 2.0
"""Seconds to wait for results before checking that their worker still exists."""

NOT_ANSWERING = (OSError, TimeoutError)
"""Errors that a client raises when the scheduler does not answer."""


class _Data(Record):
    """A training, and the worker's copy of it."""

    training: "Training"
    future: "Future[Any]"

    def serves(self, training: "Training") -> bool:
        """Whether the worker's copy is of `training`, and was not lost by a restart."""
        return self.training is training and self.future.status == "finished"


class DaskConnection:
    """A connection by Dask's client. Each worker holds a copy of the training as Dask data until `close`."""

    def __init__(self, address: str) -> None:
        self.where = f"the Dask scheduler at {address}"
        self.how_to_start = f"dask worker {address} --nthreads 1"
        self._address = address
        self._data: dict[str, _Data] = {}
        self._tasks: dict[str, Future[Any]] = {}
        self._finished: SimpleQueue[Future[Any]] = SimpleQueue()
        for logger in ("distributed", "distributed.client"):  # hpsearch reports events in one sentence
            logging.getLogger(logger).setLevel(logging.CRITICAL)
        try:
            backend, place = parse_address(address)
            get_backend(backend)
            parse_host_port(place)  # check here, as a client would fail late and with long output
            self._client = self._connected()
        except NOT_ANSWERING as error:
            raise UsageError(f"{address}: no Dask scheduler answers there; start one: dask scheduler") from error
        except ValueError as error:
            raise UsageError(f"address {address}: {error}; expected one such as tcp://127.0.0.1:8786") from error
        self._check_scheduler()

    def workers(self) -> Iterable[str]:
        """Return the addresses of the present workers."""
        if self._client.status == "closed":
            self._renew()
        present: Iterable[str] = self._asked(self._client.nthreads)
        self._data = {worker: data for worker, data in self._data.items() if worker in present}
        return present

    def environments(self, workers: Iterable[str]) -> Environments:
        """Return the environment of each worker, or its error, for example that hpsearch is not installed."""
        found: Environments = self._asked(self._client.run, environment, workers=list(workers), on_error="return")
        return {worker: there for worker, there in found.items() if not isinstance(there, NOT_ANSWERING)}

    def leave_out(self, worker: str) -> None:
        """Do nothing: the worker stays available for others."""

    def begin(self, task: Task, training: "Training", worker: str) -> None:
        """Submit a task that only this worker may run, because it has this copy of the training."""
        self._check()
        if worker not in self._data or not self._data[worker].serves(training):
            self._data[worker] = self._sent(training, worker)
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 PB"}):  # states of paused trainings
            future = self._client.submit(
                train_while_wanted, task.plans, self._data[worker].future, workers=[worker], pure=False
            )
        self._tasks[worker] = future
        future.add_done_callback(self._finished.put)

    def give_up(self, worker: str) -> None:
        """Cancel the task of a worker, and send its data again before its next task."""
        self._data.pop(worker, None)
        if future := self._tasks.pop(worker, None):
            future.release()  # type: ignore[no-untyped-call]

    def ended(self, seconds: float) -> TaskEnded | None:
        """Wait for a task to end."""
        self._check()
        try:
            future = self._finished.get(timeout=seconds)
        except Empty:
            self._check()
            return None
        worker = next((worker for worker, each in self._tasks.items() if each is future), None)
        if worker is None:  # given up before
            return None
        del self._tasks[worker]
        return self._ended(worker, future)

    def close(self) -> None:
        """Leave the cluster, which drops the data and cancels the tasks."""
        self._client.close(timeout=5)

    def _ended(self, worker: str, future: "Future[Any]") -> TaskEnded:
        if future.status == "error":
            error = future.exception()  # type: ignore[no-untyped-call]
            if type(error).__name__ == "KilledWorker":
                return TaskEnded(worker, None)
            raise raised_there(worker, error)
        if future.status != "finished":  # cancelled, because the scheduler, or the worker with its data, was lost
            self._check()
            self._data.pop(worker, None)
            return TaskEnded(worker, None)
        return TaskEnded(worker, self._gathered(worker, future))

    def _gathered(self, worker: str, future: "Future[Any]") -> Any:
        """Fetch results from their worker; None if it has gone, for which Dask would wait forever."""
        while True:
            try:
                return future.result(timeout=GATHER_SECONDS)
            except NOT_ANSWERING:
                if worker not in self._asked(self._client.nthreads):
                    return None
            except Exception:  # noqa: BLE001 (cancelled meanwhile; Dask does not document its errors)
                self._check()
                return None

    def _check_scheduler(self) -> None:
        """Raise UsageError if the scheduler cannot unpickle tasks, which it does before it sends them on."""
        try:
            self._client.run_on_scheduler(environment)
        except Exception as error:  # Dask raises what the scheduler raised: another version there may raise anything
            self.close()
            reason = f"it cannot use hpsearch ({type(error).__name__}: {error})"
            raise UsageError(f"{self.where}: {reason}; install hpsearch[dask] there, as on the workers") from error

    def _sent(self, training: "Training", worker: str) -> _Data:
        try:
            (future,) = self._client.scatter([training], workers=[worker], hash=False, timeout=2)
        except Exception as error:  # the scheduler has gone, or does not know or reach the worker
            self._check()
            raise WorkerGone from error
        return _Data(training, future)

    def _asked(self, question: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Return the scheduler's answer. Raises ConnectionLost."""
        self._check()
        try:
            return question(*arguments, **options)
        except NOT_ANSWERING as error:
            raise ConnectionLost from error

    def _check(self) -> None:
        """Raise ConnectionLost if the client has no scheduler."""
        if self._client.status != "running":
            raise ConnectionLost

    def _renew(self) -> None:
        try:
            self._client = self._connected()
        except NOT_ANSWERING as error:
            raise ConnectionLost from error

    def _connected(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about versions, which are compared for each worker
            return Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
