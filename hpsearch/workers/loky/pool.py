"""The workers of loky: cohorts in, results out, in whatever order they finish."""

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
"""After this many workers in a row that end before they start, no more are started."""


class LokyWorkers:
    """`jobs` processes that train.

    The processes start at once, and nobody waits for them. Each computes with one BLAS thread: more threads would
    compete with the other workers, and sum in another order. A process that dies is replaced.
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
        sweep()  # a search that had nothing left to train shared nothing

    def stop(self) -> None:
        """End the workers, whatever they are doing."""
        while self._workers:
            self._workers.pop().stop()
        self._forget_file()

    def train(self, cohorts: Iterable["Plans"], training: "Training", limit: "TimeLimit") -> Iterator[list["Result"]]:
        """Train cohorts, yielding the results of each as it finishes. Whoever stops listening stops the workers.

        No cohort begins once `limit` has passed; those that train then are trained to their end. One whose worker is
        killed by the system begins again: whole, then each of its plans alone; one at which that happens a third time
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
                    self._hand_out(waiting, shared_training, limit)  # before the results are stored, which takes time
                    if results:
                        yield results
        except BaseException:  # also Ctrl-C, and a caller who stops listening: no process is left behind
            self.stop()
            raise

    def _hand_out(self, waiting: Waiting, training: Shared["Training"], limit: "TimeLimit") -> None:
        for worker in self._workers:
            if worker.free and not limit.passed and waiting:
                worker.begin(waiting.take(), training)

    def _heard(self, worker: Worker, waiting: Waiting) -> list["Result"]:
        """What a worker reports; where it died, its task is `waiting` again, or has failed."""
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
        """The same value, its arrays in the file that the workers read, each once."""
        return self._file_for_more().moved(value)

    def _file_for_more(self) -> SharedFile:
        """The file that arrays are added to until a training is read from it; the next one gets another."""
        if self._file is None or self._laid_out is not None:
            self._files.close()
            self._file, self._laid_out = self._files.enter_context(shared_file()), None
        return self._file

    def _forget_file(self) -> None:
        self._files.close()
        self._file = self._laid_out = None

    def _shared(self, training: "Training") -> Shared["Training"]:
        """Return where the workers find `training`; each of its arrays is written to the shared file once."""
        if self._laid_out is None or self._laid_out[0] is not training:
            self._laid_out = training, self._file_for_more().lay_out(training)
        return self._laid_out[1]


def cores() -> int:
    """The cores that this process may use."""
    from loky import cpu_count  # noqa: PLC0415 (who names the number of jobs does without)

    return int(cpu_count())
