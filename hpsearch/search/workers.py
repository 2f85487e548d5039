"""The workers: cohorts in, outcomes out, in whatever order they finish."""

from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Self

from hpsearch.imports import lasting
from hpsearch.search.sharing import Shared, shared

if TYPE_CHECKING:  # workers start while this process still imports these
    from loky import ProcessPoolExecutor

    from hpsearch.outcomes import Objective, Outcome
    from hpsearch.search.cohorts import Planned
    from hpsearch.training.examples import TrainingSet

TRAINING = "hpsearch.search.training_trials"

ONE_THREAD = dict.fromkeys(
    (
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "BLIS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)
"""The environment in which NumPy, whatever its BLAS, starts no threads."""


class Workers:
    """`jobs` processes that train, by default one for each core; a single job trains in this process.

    The processes start and import what they need at once, without being waited for. Every one computes with one
    BLAS thread: more would compete with the other workers, and sum in another order.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or cores()
        self._pool = _started(self.jobs) if self.jobs > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_rest: object) -> None:
        if error is None:
            self.dismiss()
        else:
            self.stop()

    def dismiss(self) -> None:
        """Let the workers go, without waiting for them."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)

    def stop(self) -> None:
        """End the workers, whatever they are doing."""
        if self._pool is not None:
            self._pool.shutdown(kill_workers=True)

    def train(
        self,
        cohorts: Sequence[Sequence["Planned"]],
        training_set: "TrainingSet",
        objective: "Objective",
        seed: int,
        deadline: float = inf,
    ) -> Iterator[list["Outcome"]]:
        """Train cohorts, yielding the outcomes of each as it finishes. Whoever stops listening stops the workers.

        After `deadline`, a time of the monotonic clock, no cohort is begun, and those that are end.
        """
        if self._pool is None:
            yield from _train_here(cohorts, training_set, objective, seed, deadline)
            return
        with shared(training_set) as examples:
            try:
                futures = [self._pool.submit(_train, cohort, examples, objective, seed) for cohort in cohorts]
                for trained in as_completed(futures):
                    if not trained.cancelled():
                        yield trained.result()
                    if monotonic() > deadline:
                        for future in futures:
                            future.cancel()  # has no effect on one that has begun
            except BaseException:
                self.stop()
                raise


def cores() -> int:
    """The cores that this process may use."""
    from loky import cpu_count  # noqa: PLC0415 (who names the number of jobs does without)

    return int(cpu_count())


def _started(jobs: int) -> "ProcessPoolExecutor":
    from loky import ProcessPoolExecutor  # noqa: PLC0415 (a single job does without)

    pool = ProcessPoolExecutor(jobs, env=ONE_THREAD)
    for _ in range(jobs):
        pool.submit(lasting, TRAINING)
    return pool


def _train(
    cohort: Sequence["Planned"], training_set: "Shared[TrainingSet]", objective: "Objective", seed: int
) -> list["Outcome"]:
    """What a worker does."""
    from hpsearch.search.training_trials import train_cohort  # noqa: PLC0415 (once there are workers to import it)

    return train_cohort(cohort, training_set.value(), objective, seed)


def _train_here(
    cohorts: Sequence[Sequence["Planned"]],
    training_set: "TrainingSet",
    objective: "Objective",
    seed: int,
    deadline: float,
) -> Iterator[list["Outcome"]]:
    """What this process does where it is the only worker."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 (workers are started without more threads)

    from hpsearch.search.training_trials import train_cohort  # noqa: PLC0415 (it can wait until it is needed)

    with threadpool_limits(1):
        for cohort in cohorts:
            if monotonic() > deadline:
                return
            yield train_cohort(cohort, training_set, objective, seed)
