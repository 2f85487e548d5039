"""A child process that ends when its parent ends."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from hpsearch.errors import WorkerError
from hpsearch.system.child_processes import nothing_imported_from_here
from hpsearch.system.signals import signals_after
from hpsearch.workers.processes import started


class Child:
    """A child process that calls `work` with its end of a connection; `connection` is the parent's end.

    It starts at once, with additional `environment` variables, and ignores Ctrl-C. It ends as soon as this object is
    deleted or the parent process ends, for whatever reason. Raises WorkerError if no process can be started.
    """

    def __init__(
        self, work: Callable[..., None], environment: Mapping[str, str], arguments: tuple[Any, ...] = ()
    ) -> None:
        self.connection, theirs = Pipe()
        ended, self._lifeline = Pipe(duplex=False)  # nothing is ever sent: its closing is the message
        try:
            # a process that is cut off while it starts prints a traceback
            with signals_after(), nothing_imported_from_here(), _no_interrupts():
                self._process = started(theirs, ended, environment)
        except OSError as error:
            raise WorkerError(f"no more processes can be started: {error.strerror}; choose fewer --jobs") from error
        finally:
            theirs.close()
            ended.close()
        with suppress(OSError):  # if it has ended already, `exit_code` says how
            self.connection.send((sys.argv, work, arguments))

    def exit_code(self, seconds: float) -> int | None:
        """Wait at most `seconds` for its end; return its exit code, −n for signal n, or None if it still runs."""
        return self._process.exit_code(seconds)

    def dismiss(self) -> None:
        """Tell the process to end, without waiting for it."""
        self._lifeline.close()
        self.connection.close()

    def stop(self) -> None:
        """End the process at once."""
        self._process.kill()
        self.dismiss()


def begin_with(connection: int, lifeline: int) -> None:
    """Start as a child process; the arguments are the file descriptors of its two pipe ends."""
    begin(Connection(connection), Connection(lifeline, writable=False))


def begin(connection: Connection, lifeline: Connection) -> None:
    """Start as a child process, which receives its work over `connection`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stdout_as_stderr()
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    with suppress(OSError, EOFError):  # the parent has ended, so this process will end, too
        sys.argv, work, arguments = connection.recv()
        work(connection, *arguments)


def _stdout_as_stderr() -> None:
    """Send all output of the user's own code, from any thread, to stderr, as stdout is for results."""
    with suppress(OSError):  # one of them is closed
        os.dup2(2, 1)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)


def _end_with(lifeline: Connection) -> None:
    """End this process as soon as the other end of `lifeline` is closed, also by the end of the parent."""
    with suppress(OSError, EOFError):
        lifeline.recv_bytes()
    os._exit(0)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Block Ctrl-C in this thread inside the `with` block, and for good in processes started in it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
