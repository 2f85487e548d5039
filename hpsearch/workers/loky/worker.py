"""A worker process, which trains the cohorts that it is sent, and ends with its parent process."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from hpsearch.system.imports import lasting
from hpsearch.workers.child import Child
from hpsearch.workers.tasks import Task

if TYPE_CHECKING:  # workers start while this process still imports these
    from hpsearch.training.objective import Plan, Result, Training
    from hpsearch.workers.loky.sharing import Shared

TRAINING = ("hpsearch.training.networks.training", "hpsearch.training.networks.epochs", "hpsearch.training.results")
"""The modules that a worker imports while it waits, because most searches need it."""

_SECONDS_TO_END = 5
"""Seconds to wait for the exit code of a worker that has closed its connection."""


class WorkerDied(Exception):  # noqa: N818 (it is no error of ours)
    """A worker ended unexpectedly; the message says how."""


class Worker:
    """A worker as seen by its parent process: a Child that reports when its imports are done."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._child = Child(_work, environment)
        self.connection = self._child.connection
        self.starting = True
        self.task: Task | None = None

    @property
    def free(self) -> bool:
        """Whether the worker waits for a task."""
        return self.task is None and not self.starting

    def begin(self, task: Task, training: "Shared[Training]") -> None:
        """Send the worker a task; if the worker has died, `report` will raise WorkerDied."""
        self.task = task
        with suppress(OSError):
            self.connection.send((task.plans, training))

    def report(self) -> list["Result"]:
        """Receive its next message: results of its task, or an empty list when it has started. Raises WorkerDied."""
        try:
            said = self.connection.recv()
        except (EOFError, OSError):
            raise WorkerDied(_end(self._child.exit_code(_SECONDS_TO_END))) from None
        self.starting, self.task = False, None
        if isinstance(said, Exception):
            raise said
        results: list[Result] = said
        return results

    def dismiss(self) -> None:
        """Tell the worker to end, without waiting for it."""
        self._child.dismiss()

    def stop(self) -> None:
        """End the worker at once."""
        self._child.stop()


def reporting(workers: list[Worker]) -> Iterator[Worker]:
    """Wait for messages; return the workers that have sent one."""
    ready = wait([worker.connection for worker in workers])
    return (worker for worker in workers if worker.connection in ready)


def _work(tasks: Connection) -> None:
    """The main loop of a worker process."""
    lasting(*TRAINING)
    tasks.send([])
    while True:
        plans, training = tasks.recv()
        tasks.send(_trained(plans, training))


def _trained(plans: tuple["Plan[Any]", ...], training: "Shared[Training]") -> "list[Result] | Exception":
    from hpsearch.training.results import results  # noqa: PLC0415 (imported by now, as TRAINING)

    try:
        return results(training.value(), plans)
    except Exception as error:  # noqa: BLE001 (not of a trial, whose errors are results; raised in the parent)
        return error


def _end(code: int | None) -> str:
    """Return how a process ended, in words.

    >>> _end(-9)
    'killed by SIGKILL'
    """
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
