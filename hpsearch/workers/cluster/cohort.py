"""The code that runs in a worker of any cluster."""

from functools import cache
from typing import TYPE_CHECKING, Any

from hpsearch.errors import HpsearchError, WorkerError

if TYPE_CHECKING:
    from hpsearch.training.objective import Plans, Result, Training


def train_cohort(training: "Training", plans: "Plans") -> "list[Result]":
    """Train a cohort with one BLAS thread."""
    from hpsearch.training.results import results  # noqa: PLC0415 (the main process starts without it)

    _one_thread_for_good()
    return results(training, plans)


def raised_there(worker: str, error: object) -> Exception:
    """Return the exception to raise here for an `error` of a worker itself, not of a trial."""
    if isinstance(error, HpsearchError):
        return error
    return WorkerError(f"worker {worker}: {type(error).__name__}: {' '.join(str(error).split())}")


@cache
def _one_thread_for_good() -> Any:
    """Limit the BLAS of this process for good, because threads that leave a context would undo each other's limit."""
    from hpsearch.system.threads import one_thread  # noqa: PLC0415 (as above)

    return one_thread()
