"""The workers: cohorts in, outcomes out, in whatever order they finish."""

import warnings
from collections.abc import Generator, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from joblib import Parallel, cpu_count, delayed, parallel_config
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:  # workers start while this process still imports these
    from hpsearch.outcomes import Objective, Outcome
    from hpsearch.search.cohorts import Planned
    from hpsearch.training.examples import TrainingSet

TRAINING = "hpsearch.search.training_trials"


class Workers:
    """`jobs` processes that train, by default one for each core; a single job trains in this process.

    The processes start and import what they need at once, without being waited for. Every one computes with one
    BLAS thread: more would compete with the other workers, and sum in another order.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or int(cpu_count())
        self._starting: Iterator[Any] = iter(())
        if self.jobs > 1:
            self._starting = self._run([delayed(import_module)(TRAINING)] * self.jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._wait_for_start()  # to end a process that is only starting would leave it in the lurch

    def train(
        self, cohorts: Sequence[Sequence["Planned"]], training_set: "TrainingSet", objective: "Objective", seed: int
    ) -> Iterator[list["Outcome"]]:
        """Train cohorts, yielding the outcomes of each as it finishes."""
        train_cohort = delayed(import_module(TRAINING).train_cohort)
        self._wait_for_start()
        with threadpool_limits(1):
            trained = self._run([train_cohort(cohort, training_set, objective, seed) for cohort in cohorts])
            try:
                yield from trained
            finally:
                _abandon(trained)

    def _wait_for_start(self) -> None:
        for _ in self._starting:
            pass

    def _run(self, tasks: Sequence[Any]) -> Generator[Any, None, None]:
        with parallel_config("loky", n_jobs=self.jobs, inner_max_num_threads=1):
            parallel = Parallel(return_as="generator_unordered", pre_dispatch="n_jobs", batch_size=1)
        results: Generator[Any, None, None] = parallel(tasks)
        return results


def _abandon(results: Generator[Any, None, None]) -> None:
    """Cancel what has not been waited for; nothing happens where all of it was."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # joblib is sorry for work that nobody takes
        results.close()
