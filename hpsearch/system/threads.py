"""One BLAS thread, as every worker has: more would sum in another order."""

from contextlib import AbstractContextManager
from functools import cache
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """A context in which NumPy computes with one thread; several threads of Python may be in it at once."""
    return _libraries()


@cache
def _libraries() -> "_Limited":
    """The libraries that are loaded, looked for once."""
    return _Limited(ThreadpoolController())


class _Limited(AbstractContextManager[None]):
    """Limits the libraries when the first one enters, and gives them their threads back when the last one leaves."""

    def __init__(self, libraries: ThreadpoolController) -> None:
        self._libraries, self._lock, self._inside = libraries, Lock(), 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._limit = self._libraries.limit(limits=1)
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._limit.restore_original_limits()
