"""The backends: where cohorts train. One module each, found by name.

A module bears the name of its backend and defines a class with that `name` and `start` or, if the workers are a
cluster's, `connect`. It is imported when its backend is asked for. What a backend shares with its workers, and how,
is its own.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, TypeVar, runtime_checkable

from hpsearch.errors import UsageError
from hpsearch.registry import on_demand

if TYPE_CHECKING:  # workers start while this process still imports these
    from hpsearch.training.objective import Plans, Result, Training
    from hpsearch.workers.time_limit import TimeLimit


_T = TypeVar("_T")


class Workers(Protocol):
    """Workers that have been started; as a context they are let go at its end, or stopped by an error."""

    @property
    def jobs(self) -> int:
        """How many cohorts train at a time."""

    def __enter__(self) -> Self: ...

    def __exit__(self, error: type[BaseException] | None, *_rest: object) -> None: ...

    def placed(self, value: _T) -> _T:
        """The same value, its arrays where workers read those of a `training` that is part of it, if they can be there.

        What this process had of them may go then. Raises StorageError where there is no room.
        """

    def train(self, cohorts: Iterable["Plans"], training: "Training", limit: "TimeLimit") -> Iterator[list["Result"]]:
        """Train cohorts, yielding the results of each as it finishes. Whoever stops listening stops the workers.

        `cohorts` is asked for the next one when no other waits for a worker; an empty one says that there is none
        before further results, after which it is asked again. No cohort begins once `limit` has passed; those that
        train then are trained to their end. A trial that raises has failed, and a cohort whose worker dies is trained
        again.
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


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers that others have started, and the `address` of the scheduler that knows them.

    Workers whose environment differs from that of this process are left out, unless `force` is set; `tell` gets a
    sentence about each of them.
    """

    address: str
    tell: Callable[[str], None]
    force: bool = False


@runtime_checkable
class ClusterBackend(Protocol):
    """A backend whose workers are a cluster's."""

    name: ClassVar[str]

    example: ClassVar[str]
    """An address, for messages."""

    def connect(self, jobs: int | None, cluster: Cluster) -> Workers:
        """Return at most `jobs` workers of `cluster`, by default all; wait until there is one. Raises UsageError."""


BACKENDS: Mapping[str, Backend | ClusterBackend] = on_demand(sys.modules[__name__])


def start_workers(jobs: int | None = None, backend: str = "loky", cluster: Cluster | None = None) -> Workers:
    """Start the workers of a backend, given by its name, or connect to those of a `cluster`.

    Raises UsageError where there is no backend of that name, and where it lacks an address or has no use for one.
    """
    check_backend(backend)
    found = BACKENDS[backend]
    if isinstance(found, ClusterBackend):
        if cluster is None:
            raise UsageError(
                f"backend {backend}: needs the address of a cluster; add --address, such as {found.example}"
            )
        return found.connect(jobs, cluster)
    if cluster is not None:
        raise UsageError(
            f"backend {backend}: has no workers at an address; leave out --address, or add --backend dask or ray"
        )
    return found.start(jobs)


def check_backend(backend: str) -> None:
    """Raise UsageError where there is no backend of that name."""
    if backend not in BACKENDS:
        raise UsageError(f"backend {backend}: is unknown; expected one of {', '.join(BACKENDS)}")


def check_package(package: str, *, backend: str) -> None:
    """Raise UsageError where the package of a backend is not installed, which the extra of that name installs."""
    if find_spec(package) is None:
        raise UsageError(f"backend {backend}: needs the package {package}; pip install 'hpsearch[{backend}]'")
