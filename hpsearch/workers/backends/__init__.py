"""The backends: where cohorts train. One module each, found by name.

A module bears the name of its backend and defines a class with that `name` and `start`. It is imported when its backend
is asked for. What a backend shares with its workers, and how, is its own.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from hpsearch.errors import UsageError
from hpsearch.registry import on_demand

if TYPE_CHECKING:  # workers start while this process still imports these
    from hpsearch.training.objective import Plans, Result, Training
    from hpsearch.workers.time_limit import TimeLimit


class Workers(Protocol):
    """Workers that have been started; as a context they are let go at its end, or stopped by an error."""

    jobs: int
    """How many cohorts train at a time."""

    def __enter__(self) -> Self: ...

    def __exit__(self, error: type[BaseException] | None, *_rest: object) -> None: ...

    def train(self, cohorts: Sequence["Plans"], training: "Training", limit: "TimeLimit") -> Iterator[list["Result"]]:
        """Train cohorts, yielding the results of each as it finishes. Whoever stops listening stops the workers.

        No cohort begins once `limit` has passed; those that train then are trained to their end. A trial that raises
        has failed, and a cohort whose worker dies is trained again.
        """

    def dismiss(self) -> None:
        """Tell the workers to end, without waiting for them."""

    def stop(self) -> None:
        """End the workers, whatever they are doing."""


class Backend(Protocol):
    """A way to train several cohorts at the same time."""

    name: ClassVar[str]

    def start(self, jobs: int | None) -> Workers:
        """Start `jobs` workers, by default as many as suit the backend, without waiting for them."""


BACKENDS: Mapping[str, Backend] = on_demand(sys.modules[__name__])

BACKENDS_TO_COME = ("dask", "ray")
"""The backends that are planned and not written yet."""


def start_workers(jobs: int | None = None, backend: str = "loky") -> Workers:
    """Start the workers of a backend, given by its name. Raises UsageError where there is none of that name."""
    check_backend(backend)
    return BACKENDS[backend].start(jobs)


def check_backend(backend: str) -> None:
    """Raise UsageError where there is no backend of that name."""
    if backend in BACKENDS:
        return
    known = ", ".join(BACKENDS)
    if backend in BACKENDS_TO_COME:
        raise UsageError(f"backend {backend}: is not supported yet; expected one of {known}")
    raise UsageError(f"backend {backend}: is unknown; expected one of {known}")
