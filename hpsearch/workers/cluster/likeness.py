"""Find the workers that compute the same bits as this machine."""

from collections.abc import Callable, Iterable

from hpsearch.workers.cluster.connection import Connection


class Likeness:
    """Compares the environment of each worker with that of this process, once.

    A worker that differs is left out, and `tell` gets a sentence that says why. With `force` all are taken.
    """

    def __init__(self, tell: Callable[[str], None], *, force: bool) -> None:
        self._tell, self._force = tell, force
        self._alike: dict[str, bool] = {}

    @property
    def none_is_alike(self) -> bool:
        """Whether workers were compared, and all of them differ."""
        return bool(self._alike) and not any(self._alike.values())

    def alike(self, workers: Iterable[str], connection: Connection) -> list[str]:
        """Return the workers that may train. Raises ConnectionLost."""
        if self._force:
            return sorted(workers)
        present = set(workers)
        self._alike = {worker: alike for worker, alike in self._alike.items() if worker in present}
        if unseen := sorted(present - self._alike.keys()):
            self._compare(unseen, connection)
        return sorted(worker for worker, alike in self._alike.items() if alike)

    def _compare(self, workers: Iterable[str], connection: Connection) -> None:
        from hpsearch.runs.environment import environment  # noqa: PLC0415 (NumPy, while workers start)

        here = environment()
        for worker, there in sorted(connection.environments(workers).items()):
            differs = unlike_here(here, there)
            self._alike[worker] = not differs
            if differs:
                self._tell(f"worker {worker} is left out: {'; '.join(differs)}; --force uses it all the same")
                connection.leave_out(worker)


def unlike_here(here: dict[str, str], there: dict[str, str] | Exception) -> list[str]:
    """Return how the environment of a worker differs from that of this machine.

    >>> unlike_here({"numpy": "2.3.5"}, {"numpy": "2.4.0"})
    ['numpy is 2.4.0 there, 2.3.5 here']
    """
    if isinstance(there, Exception):
        return [f"hpsearch cannot be used there ({type(there).__name__}: {there})"]
    return [f"{name} is {there.get(name)} there, {here[name]} here" for name in here if there.get(name) != here[name]]
