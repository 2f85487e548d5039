"""The worker processes of loky: train cohorts, and return results in the order in which they finish."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self, TypeVar

from hpsearch.errors import WorkerError
from hpsearch.system.thread_variables import ONE_THREAD
from hpsearch.workers.loky.sharing import Shared, SharedFile, shared_file, sweep
from hpsearch.workers.loky.worker import Worker, WorkerDied, reporting
from hpsearch.workers.tasks import Waiting, again, failed_at

if TYPE_CHECKING:  # workers start while this process still imports these
    from hpsearch.training.objective import Plans, Result, Training
    from hpsearch.workers.time_limit import TimeLimit

_T = TypeVar("_T")

MOST_STILLBORN = 3
"""Number of workers in a row that may end before they are ready; then no more are started."""


class LokyWorkers:
    """`jobs` worker processes.

    The processes start without waiting. Each uses one BLAS thread; more threads would compete with the other workers,
    and sum in another order. A process that dies is replaced.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._workers = [Worker(ONE_THREAD) for _ in range(jobs)]
        self._stillborn = 0
        self._files = ExitStack()
        self._file: SharedFile | None = None
        self._laid_out: tuple[Training, Shared[Training]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_rest: object) -> None:
        if error is None:
            self.dismiss()
        else:
            self.stop()

    def dismiss(self) -> None:
        """Tell the workers to end, without waiting for them."""
        while self._workers:
            self._workers.pop().dismiss()
        self._forget_file()
        sweep()  # a search with nothing left to train has not done this yet

    def stop(self) -> None:
        """End the workers at once."""
        while self._workers:
            self._workers.pop().stop()
        self._forget_file()

    def train(self, cohorts: Iterable["Plans"], training: "Training", limit: "TimeLimit") -> Iterator[list["Result"]]:
        """Train cohorts, and yield the results of each as it finishes. Closing the iterator stops the workers.

        No cohort starts once `limit` has passed; running ones are completed. A cohort whose worker is killed by the
        system is trained again as a whole, then each of its plans alone; a plan whose worker is killed a third time
        fails.
        """
        waiting = Waiting(cohorts)
        try:
            shared_training = self._shared(training)
            while True:
                self._hand_out(waiting, shared_training, limit)
                if not any(worker.task for worker in self._workers) and (limit.passed or not waiting):
                    return
                for worker in reporting([worker for worker in self._workers if not worker.free]):
                    results = self._heard(worker, waiting)
                    # before the caller stores the results, which takes time
                    self._hand_out(waiting, shared_training, limit)
                    if results:
                        yield results
        except BaseException:  # also Ctrl-C, or a closed iterator: leave no process behind
            self.stop()
            raise

    def _hand_out(self, waiting: Waiting, training: Shared["Training"], limit: "TimeLimit") -> None:
        for worker in self._workers:
            if worker.free and not limit.passed and waiting:
                worker.begin(waiting.take(), training)

    def _heard(self, worker: Worker, waiting: Waiting) -> list["Result"]:
        """Return what a worker reports; if it died, its task is added to `waiting`, or has failed."""
        task, starting = worker.task, worker.starting
        try:
            results = worker.report()
        except WorkerDied as death:
            self._stillborn += starting
            if self._stillborn == MOST_STILLBORN:
                raise WorkerError(f"no worker can start, each was {death}; --jobs 1 needs none") from None
            worker.stop()
            self._workers[self._workers.index(worker)] = Worker(ONE_THREAD)
            if task is None:
                return []
            retried = again(task)
            waiting.put_back(*retried)
            return [] if retried else failed_at(task, f"were {death}")
        self._stillborn = 0
        return results

    def placed(self, value: _T) -> _T:
        """Return the same value with its arrays in the file that the workers read, each array once."""
        return self._file_for_more().moved(value)

    def _file_for_more(self) -> SharedFile:
        """Return the file to which arrays are added until a training is read from it; then a new one."""
        if self._file is None or self._laid_out is not None:
            self._files.close()
            self._file, self._laid_out = self._files.enter_context(shared_file()), None
        return self._file

    def _forget_file(self) -> None:
        self._files.close()
        self._file = self._laid_out = None

    def _shared(self, training: "Training") -> Shared["Training"]:
        """Return the shared form of `training`; each of its arrays is written to the shared file once."""
        if self._laid_out is None or self._laid_out[0] is not training:
            self._laid_out = training, self._file_for_more().lay_out(training)
        return self._laid_out[1]


def cores() -> int:
    """Return the number of cores that this process may use."""
    from loky import cpu_count  # noqa: PLC0415 (not needed with a given number of jobs)

    return int(cpu_count())
