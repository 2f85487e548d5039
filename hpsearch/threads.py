"""One BLAS thread, as every worker has: more would sum in another order."""

import signal
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """A context in which NumPy computes with one thread."""
    limited: AbstractContextManager[Any] = _libraries().limit(limits=1)
    return limited


@cache
def _libraries() -> ThreadpoolController:
    """The libraries that are loaded, looked for once: a signal that came meanwhile would be lost in a C callback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return ThreadpoolController()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGALRM})
    try:
        return ThreadpoolController()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
