"""Signals that come at a bad moment."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
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


@contextmanager
def noting_interrupts() -> Iterator[list[int]]:
    """Note each Ctrl-C and SIGTERM that comes meanwhile, before its handler is called; the numbers of those."""
    came: list[int] = []
    if current_thread() is not main_thread():  # as above
        yield came
        return
    before: dict[signal.Signals, Any] = {}
    ours: dict[signal.Signals, Any] = {}
    try:
        for each in (signal.SIGINT, signal.SIGTERM):
            if callable(handler := signal.getsignal(each)):
                before[each], ours[each] = handler, _noting(came, handler)
                signal.signal(each, ours[each])
        yield came
    finally:
        for each, handler in before.items():
            if signal.getsignal(each) is ours[each]:  # else someone has set another one meanwhile
                signal.signal(each, handler)


def _noting(came: list[int], handler: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], Any]:
    def noting(number: int, frame: FrameType | None) -> Any:
        came.append(number)
        return handler(number, frame)

    return noting
