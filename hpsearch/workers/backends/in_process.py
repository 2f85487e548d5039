"""In process: cohorts train one after the other in this process, which is simple to debug and to profile."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Self, TypeVar

from hpsearch.errors import UsageError

if TYPE_CHECKING:  # as in the package
    from hpsearch.training.objective import Plans, Result, Training
    from hpsearch.workers.time_limit import TimeLimit


_T = TypeVar("_T")


class InProcess:
    """This process is the only worker."""

    name = "in_process"

    def start(self, jobs: int | None) -> "ThisProcess":
        """Return the workers; starts no process. Raises UsageError for more than one job."""
        if jobs not in (None, 1):
            raise UsageError(
                f"backend in_process: trains one cohort at a time, and {jobs} jobs were asked for; expected 1"
            )
        return ThisProcess()


class ThisProcess:
    """Trains cohorts in the process that calls it."""

    jobs = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Do nothing: there are no worker processes."""

    def placed(self, value: _T) -> _T:
        """Return the value unchanged."""
        return value

    def train(self, cohorts: Iterable["Plans"], training: "Training", limit: "TimeLimit") -> Iterator[list["Result"]]:
        """Train one cohort after the other until `limit`, each when the next results are requested."""
        from hpsearch.system.threads import one_thread  # noqa: PLC0415 (other backends start without it)
        from hpsearch.training.results import results  # noqa: PLC0415 (not needed before training)

        with one_thread():
            for cohort in cohorts:
                if limit.passed or not cohort:  # nothing is training, so no further results would come
                    return
                yield results(training, cohort)

    def dismiss(self) -> None:
        """Do nothing: there are no worker processes."""

    def stop(self) -> None:
        """Do nothing: nothing trains between two cohorts."""
