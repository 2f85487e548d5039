"""One worker: a process that trains the cohorts it is sent, and ends when the process that sends them does."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import TYPE_CHECKING, Any

from hpsearch.errors import WorkerError
from hpsearch.system.child_processes import nothing_imported_from_here
from hpsearch.system.imports import lasting
from hpsearch.system.signals import signals_after
from hpsearch.workers.tasks import Task

if TYPE_CHECKING:  # workers start while this process still imports these
    from hpsearch.training.objective import Plan, Result, Training
    from hpsearch.workers.loky.sharing import Shared

TRAINING = ("hpsearch.training.network_training", "hpsearch.training.results")
"""The module that a worker imports while it waits, because most searches need it."""

_SECONDS_TO_END = 5
"""How long one waits to hear how a worker ended that has closed its connection already."""


class WorkerDied(Exception):  # noqa: N818 (it is no error of ours)
    """A worker ended unexpectedly; the message says how."""


class Worker:
    """A worker as seen by the process that started it.

    It starts at once, with more in its `environment`, and says when it has imported what it needs. Ctrl-C, which
    reaches it too, leaves it alone. It ends as soon as this object does, this process with it, in whatever way.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        from loky.backend import get_context  # noqa: PLC0415 (a single job does without)

        context = get_context("loky")
        self._connection, theirs = context.Pipe()
        ended, self._lifeline = context.Pipe(duplex=False)  # nothing is ever sent: its end is the message
        arguments = (theirs, ended)
        self._process = context.Process(target=_work, args=arguments, env=dict(environment), daemon=True)
        try:
            # a process that is cut off while it starts prints a traceback
            with signals_after(), nothing_imported_from_here(), _no_interrupts():
                self._process.start()
        except OSError as error:
            raise WorkerError(f"no more processes can be started: {error.strerror}; choose fewer --jobs") from error
        finally:
            theirs.close()
            ended.close()
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
            self._connection.send((task.plans, training))

    def report(self) -> list["Result"]:
        """Receive its next message: results of its task, or an empty list when it has started. Raises WorkerDied."""
        try:
            said = self._connection.recv()
        except (EOFError, OSError):
            self._process.join(_SECONDS_TO_END)
            raise WorkerDied(_end(self._process.exitcode)) from None
        self.starting, self.task = False, None
        if isinstance(said, Exception):
            raise said
        results: list[Result] = said
        return results

    def dismiss(self) -> None:
        """Tell the worker to end, without waiting for it."""
        self._lifeline.close()
        self._connection.close()

    def stop(self) -> None:
        """End the worker at once."""
        if self._process.is_alive():
            os.kill(self._process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has one of them only
        self.dismiss()
        self._process.join()


def reporting(workers: list[Worker]) -> Iterator[Worker]:
    """Wait for messages; return the workers that have sent one."""
    ready = wait([worker._connection for worker in workers])  # noqa: SLF001 (of the same module)
    return (worker for worker in workers if worker._connection in ready)  # noqa: SLF001


def _work(tasks: Connection, lifeline: Connection) -> None:
    """The main loop of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    lasting(*TRAINING)
    with suppress(OSError, EOFError):  # the other end is gone, and so is this one in a moment
        tasks.send([])
        while True:
            plans, training = tasks.recv()
            tasks.send(_trained(plans, training))


def _trained(plans: tuple["Plan[Any]", ...], training: "Shared[Training]") -> "list[Result] | Exception":
    from hpsearch.training.results import results  # noqa: PLC0415 (imported by now, as TRAINING)

    try:
        return results(training.value(), plans)
    except Exception as error:  # noqa: BLE001 (not a trial's, which are results: it is raised where it is told)
        return error


def _end_with(lifeline: Connection) -> None:
    """End this process as soon as the other end of `lifeline` is closed: by hand, or by the end of its process."""
    with suppress(OSError, EOFError):
        lifeline.recv_bytes()
    os._exit(0)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Keep Ctrl-C from what starts meanwhile, for good, and from this thread as long as the context lasts."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing.resource_tracker import ensure_running  # noqa: PLC0415 (Windows has none)

    ensure_running()  # the first process that is started starts it, which would let interrupts in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(code: Any) -> str:
    """How a process ended, in words.

    >>> _end(-9)
    'killed by SIGKILL'
    """
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
