"""A process of ours that works for this one, and ends when this one does."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from hpsearch.errors import WorkerError
from hpsearch.system.child_processes import nothing_imported_from_here
from hpsearch.system.signals import signals_after


class Child:
    """A process that calls `work` with its end of a connection; `connection` is the end of this process.

    It starts at once, with more in its `environment`. Ctrl-C, which reaches it too, leaves it alone. It ends as soon as
    this object does, this process with it, in whatever way. Raises WorkerError where no process can be started.
    """

    def __init__(
        self, work: Callable[..., None], environment: Mapping[str, str], arguments: tuple[Any, ...] = ()
    ) -> None:
        from loky.backend import get_context  # noqa: PLC0415 (a single job does without)

        context = get_context("loky")
        self.connection, theirs = context.Pipe()
        ended, self._lifeline = context.Pipe(duplex=False)  # nothing is ever sent: its end is the message
        self._process = context.Process(
            target=_live, args=(work, theirs, ended, arguments), env=dict(environment), daemon=True
        )
        try:
            # a process that is cut off while it starts prints a traceback
            with signals_after(), nothing_imported_from_here(), _no_interrupts():
                self._process.start()
        except OSError as error:
            raise WorkerError(f"no more processes can be started: {error.strerror}; choose fewer --jobs") from error
        finally:
            theirs.close()
            ended.close()

    def exit_code(self, seconds: float) -> int | None:
        """Wait so many seconds for its end; minus the number of the signal that killed it. None: it still runs."""
        self._process.join(seconds)
        code: int | None = self._process.exitcode
        return code

    def dismiss(self) -> None:
        """Tell the process to end, without waiting for it."""
        self._lifeline.close()
        self.connection.close()

    def stop(self) -> None:
        """End the process at once."""
        if self._process.is_alive():
            os.kill(self._process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has one of them only
        self.dismiss()
        self._process.join()


def _live(work: Callable[..., None], connection: Connection, lifeline: Connection, arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    with suppress(OSError, EOFError):  # the other end is gone, and so is this one in a moment
        work(connection, *arguments)


def _end_with(lifeline: Connection) -> None:
    """End this process as soon as the other end of `lifeline` is closed: by hand, or by the end of its process."""
    with suppress(OSError, EOFError):
        lifeline.recv_bytes()
    os._exit(0)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Keep Ctrl-C from what starts meanwhile, for good, and from this thread as long as the context lasts."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing.resource_tracker import ensure_running  # noqa: PLC0415 (Windows has none)

    ensure_running()  # the first process that is started starts it, which would let interrupts in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
