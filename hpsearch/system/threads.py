"""One BLAS thread, as every worker has: more would sum in another order."""

from contextlib import AbstractContextManager
from functools import cached_property
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """A context in which NumPy computes with one thread; several threads of Python may be in it at once."""
    return _LIMITED


class _Limited(AbstractContextManager[None]):
    """Limits the libraries when the first one enters, and gives them their threads back when the last one leaves."""

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0

    @cached_property
    def _libraries(self) -> ThreadpoolController:
        """The libraries that are loaded, looked for once."""
        return ThreadpoolController()

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


_LIMITED = _Limited()
"""The only one, which all threads share: of two, the first to be left would end the limit of the other."""
