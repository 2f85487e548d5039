"""The workers of a cluster: train cohorts, and return results in the order in which they finish."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic, sleep
from typing import TYPE_CHECKING, Self, TypeVar

from hpsearch.errors import UsageError, WorkerError
from hpsearch.workers.cluster.connection import Connection, ConnectionLost, TaskEnded, WorkerGone
from hpsearch.workers.cluster.likeness import Likeness
from hpsearch.workers.tasks import Task, Waiting, again, failed_at

if TYPE_CHECKING:
    from hpsearch.training.objective import Plans, Result, Training
    from hpsearch.workers.time_limit import TimeLimit

_T = TypeVar("_T")

LOOK_SECONDS = 0.5
"""Seconds between two updates of the list of workers."""

WAITING_SECONDS = 60.0
"""Seconds that a search waits for a first worker, or for the return of a lost scheduler or of the last worker."""

SILENT_SECONDS = 5.0
"""Seconds that a search waits for a first worker before it prints a message."""


class ClusterWorkers:
    """At most `jobs` workers of a cluster, by default all; each trains one cohort at a time.

    Workers may come and go. Only this process assigns cohorts to workers, so it knows the cohort of a worker that dies.
    `tell` gets sentences for the user; with `force`, workers with another environment train, too.
    """

    def __init__(
        self, connection: Connection, jobs: int | None, tell: Callable[[str], None], *, force: bool = False
    ) -> None:
        self._connection, self._most, self._tell = connection, jobs, tell
        self._likeness = Likeness(tell, force=force)
        self._running: dict[str, Task] = {}
        self._workers: list[str] = []
        self._lost = False
        self._last_seen = self._last_look = monotonic()
        self._wait_for_first()

    @property
    def jobs(self) -> int:
        """Number of cohorts that train at a time with the present workers."""
        return min(self._most or len(self._workers), len(self._workers)) or 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def dismiss(self) -> None:
        """Leave the cluster; its workers remain for others."""
        self.stop()

    def placed(self, value: _T) -> _T:
        """Return the value unchanged, as the workers have their own memory."""
        return value

    def stop(self) -> None:
        """Leave the cluster, and stop what trains there."""
        self._running.clear()
        self._connection.close()

    def train(self, cohorts: Iterable["Plans"], training: "Training", limit: "TimeLimit") -> Iterator[list["Result"]]:
        """Train cohorts, and yield the results of each as it finishes. Closing the iterator stops the workers.

        A cohort is trained again if its worker dies, as with loky, or if the scheduler was lost.
        """
        waiting = Waiting(cohorts)
        try:
            while True:
                self._hand_out(waiting, training, limit)
                if not self._running and (limit.passed or not waiting):
                    return
                results = self._heard(waiting)
                self._hand_out(waiting, training, limit)  # before the caller stores the results, which takes time
                if results:
                    yield results
                if monotonic() > self._last_look + LOOK_SECONDS:
                    yield from self._look(waiting)
        except BaseException:  # also Ctrl-C, or a closed iterator: no worker trains on
            self.stop()
            raise

    def _hand_out(self, waiting: Waiting, training: "Training", limit: "TimeLimit") -> None:
        for worker in [each for each in self._workers if each not in self._running]:
            if len(self._running) == self._most or limit.passed or not waiting:
                return
            task = waiting.take()
            try:
                self._connection.begin(task, training, worker)
            except WorkerGone:
                waiting.put_back(task)
                self._workers.remove(worker)
            except ConnectionLost:
                waiting.put_back(task)
                self._lose(waiting)
                return
            else:
                self._running[worker] = task

    def _heard(self, waiting: Waiting) -> list["Result"]:
        """Return the results of the next task that ends; that of a dead worker is put back into `waiting`, or fails."""
        try:
            ended = self._connection.ended(LOOK_SECONDS)
        except ConnectionLost:
            self._lose(waiting)
            return []
        if ended is None or ended.worker not in self._running:
            return []
        return self._ended(ended, waiting)

    def _ended(self, ended: TaskEnded, waiting: Waiting) -> list["Result"]:
        task = self._running.pop(ended.worker)
        if ended.results is not None:
            return ended.results
        if ended.worker in self._workers:  # until the next update
            self._workers.remove(ended.worker)
        retried = again(task)
        waiting.put_back(*retried)
        return [] if retried else failed_at(task, "disappeared")

    def _lose(self, waiting: Waiting) -> None:
        """Restart all tasks when the scheduler is back."""
        for worker, task in self._running.items():
            self._connection.give_up(worker)
            waiting.put_back(task)
        self._running.clear()
        self._workers = []
        if not self._lost:
            waiting_for = f"waiting {WAITING_SECONDS:.0f} seconds for it and a worker"
            self._tell(f"{self._connection.where} does not answer; {waiting_for}")
            self._last_seen = monotonic()
        self._lost = True
        sleep(LOOK_SECONDS)  # calls on a lost connection return at once

    def _look(self, waiting: Waiting) -> Iterator[list["Result"]]:
        """Update the list of workers, and yield the results of tasks that fail because their workers have gone."""
        try:
            present = set(self._connection.workers())
            self._workers = self._likeness.alike(present, self._connection)
            self._lost = False
        except ConnectionLost:
            self._lose(waiting)
            present = set()
        self._last_look = monotonic()
        for worker in [each for each in self._running if each not in present]:
            self._connection.give_up(worker)
            if failures := self._ended(TaskEnded(worker, None), waiting):
                yield failures
        self._check_patience()

    def _check_patience(self) -> None:
        if self._workers:
            self._last_seen = monotonic()
        elif monotonic() > self._last_seen + WAITING_SECONDS:
            where, kept = self._connection.where, "what was finished is kept, go on with --resume"
            if self._lost:
                raise WorkerError(f"{where} does not answer; {kept}")
            raise WorkerError(f"{where} has no worker left; start one: {self._connection.how_to_start}; {kept}")

    def _wait_for_first(self) -> None:
        told = False
        try:
            while not self._workers:
                self._workers = self._likeness.alike(self._connection.workers(), self._connection)
                self._check_first()
                if not self._workers and not told and monotonic() > self._last_seen + SILENT_SECONDS:
                    told = True
                    waiting = f"waiting {WAITING_SECONDS:.0f} seconds for one"
                    self._tell(f"{self._connection.where} has no worker; {waiting}: {self._connection.how_to_start}")
        except ConnectionLost:
            self.stop()
            raise WorkerError(f"{self._connection.where} does not answer any more") from None
        except BaseException:  # also Ctrl-C: the connection is closed
            self.stop()
            raise

    def _check_first(self) -> None:
        if self._workers:
            return
        if self._likeness.none_is_alike:
            raise UsageError(
                f"{self._connection.where}: every worker differs from this machine; --force uses them all the same"
            )
        if monotonic() > self._last_seen + WAITING_SECONDS:
            raise WorkerError(f"{self._connection.where} has no worker; start one: {self._connection.how_to_start}")
        sleep(0.1)
