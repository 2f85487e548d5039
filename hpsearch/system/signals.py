"""Signals that come at a bad moment."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any


@contextmanager
def signals_after() -> Iterator[None]:
    """Handle Ctrl-C and SIGTERM that come meanwhile at the end of the context, which must not be cut off in between."""
    if current_thread() is not main_thread():  # no other thread handles signals
        yield
        return
    came: list[int] = []
    before: dict[signal.Signals, Any] = {}
    try:
        for each in (signal.SIGINT, signal.SIGTERM):
            before[each] = signal.signal(each, lambda number, _frame: came.append(number))
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, signal.SIG_DFL if handler is None else handler)  # None: not set by Python
        for signal_number in came:
            signal.raise_signal(signal_number)
