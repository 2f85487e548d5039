"""The backends, which run the training of cohorts. One module each, found by name.

A module has the name of its backend and defines a class with that `name` and a method `start` or, for workers of a
cluster, `connect`. It is imported when its backend is used. Each backend decides how it shares data with its workers.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, TypeVar, runtime_checkable

from hpsearch.errors import UsageError
from hpsearch.records import Record
from hpsearch.registry import on_demand

if TYPE_CHECKING:  # workers start while this process still imports these
    from hpsearch.training.objective import Plans, Result, Training
    from hpsearch.workers.time_limit import TimeLimit


_T = TypeVar("_T")


class Workers(Protocol):
    """Started workers; as a context manager they are dismissed at its end, or stopped by an error."""

    @property
    def jobs(self) -> int:
        """Number of cohorts that train at a time."""

    def __enter__(self) -> Self: ...

    def __exit__(self, error: type[BaseException] | None, *_rest: object) -> None: ...

    def placed(self, value: _T) -> _T:
        """Return the same value with its arrays moved, if possible, to memory from which workers read a `training`.

        The process may then free its own copies. Raises StorageError if there is no space.
        """

    def train(self, cohorts: Iterable["Plans"], training: "Training", limit: "TimeLimit") -> Iterator[list["Result"]]:
        """Train cohorts, and yield the results of each as it finishes. Closing the iterator stops the workers.

        The next cohort is taken when no other waits for a worker; an empty one means that the next needs more results
        first. No cohort starts once `limit` has passed; running ones are completed. A trial that raises an error has
        failed; a cohort whose worker dies is trained again.
        """

    def dismiss(self) -> None:
        """Tell the workers to end, without waiting for them."""

    def stop(self) -> None:
        """End the workers at once."""


class Backend(Protocol):
    """A way to train several cohorts at the same time."""

    name: ClassVar[str]

    def start(self, jobs: int | None) -> Workers:
        """Start `jobs` workers, by default the backend's own number, without waiting for them."""


class Cluster(Record):
    """Workers that were started elsewhere, by the `address` of their scheduler.

    Workers whose environment differs from that of this process are left out, unless `force` is set; `tell` gets a
    sentence about each of them.
    """

    address: str
    tell: Callable[[str], None]
    force: bool = False


@runtime_checkable
class ClusterBackend(Protocol):
    """A backend with workers of a cluster."""

    name: ClassVar[str]

    example: ClassVar[str]
    """An example address, for messages."""

    def connect(self, jobs: int | None, cluster: Cluster) -> Workers:
        """Return at most `jobs` workers of `cluster`, by default all; wait for the first one. Raises UsageError."""


BACKENDS: Mapping[str, Backend | ClusterBackend] = on_demand(sys.modules[__name__])


def start_workers(jobs: int | None = None, backend: str = "loky", cluster: Cluster | None = None) -> Workers:
    """Start the workers of a backend by its name, or connect to those of a `cluster`.

    Raises UsageError if there is no such backend, if it needs an address, or if it cannot use the one given.
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
    """Raise UsageError if there is no backend of that name."""
    if backend not in BACKENDS:
        raise UsageError(f"backend {backend}: is unknown; expected one of {', '.join(BACKENDS)}")


def check_package(package: str, *, backend: str) -> None:
    """Raise UsageError if the package of a backend is not installed; the extra of that name installs it."""
    if find_spec(package) is None:
        raise UsageError(f"backend {backend}: needs the package {package}; pip install 'hpsearch[{backend}]'")
