"""Replace sys.stdout and sys.stderr while the user's own code runs, so that its output goes to its trial's file.

Both are real files on one descriptor that is the same for all trials of a process, so that a thread, a handler of
`logging` or `faulthandler` that got them in one trial can still write in the next. Between trials they lead to stderr.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import cache
from io import BufferedWriter, FileIO, TextIOWrapper
from threading import current_thread, main_thread
from typing import Any, TextIO

STDOUT, STDERR = 1, 2


class Outlet:
    """The two streams, and a callback after each write to them."""

    def __init__(self) -> None:
        self.descriptor = _copy_of_stderr()
        self.written: Callable[[], None] = _nothing
        self._streams: dict[str, TextIO] = {}

    @contextmanager
    def leading_to(self, file: int, written: Callable[[], None]) -> Iterator[None]:
        """Send all output to the descriptor `file`, and call `written` after each write.

        In the main thread this includes the stdout of programs that the code starts.
        """
        out, err = self._stream("<stdout>"), self._stream("<stderr>")
        os.dup2(file, self.descriptor, inheritable=False)
        self.written = written
        try:
            with _stdout_leading_to(file), redirect_stdout(out), redirect_stderr(err):
                try:
                    yield
                finally:
                    for stream in (out, err, sys.stdout, sys.stderr):
                        with suppress(Exception):  # the code may have closed or replaced them
                            stream.flush()
        finally:
            self.written = _nothing
            with suppress(OSError):  # the descriptor was closed
                os.dup2(STDERR, self.descriptor, inheritable=False)

    def _stream(self, name: str) -> TextIO:
        """Return the stream, or a new one if the code has closed or detached it."""
        stream = self._streams.get(name)
        with suppress(ValueError):
            if stream is not None and not stream.closed:
                return stream
        self._streams[name] = _text(_Raw(self), name)
        return self._streams[name]


class _Raw(FileIO):
    """The descriptor as a file that cannot be closed. Output that cannot be written, as the disk is full, is lost."""

    def __init__(self, outlet: Outlet) -> None:
        super().__init__(outlet.descriptor, "w", closefd=False)
        self._outlet = outlet

    def write(self, content: Any) -> int:
        """Write the bytes, or lose them; return their number in either case."""
        try:
            return super().write(content)
        except OSError:
            return len(content)
        finally:
            self._outlet.written()


def _text(raw: _Raw, name: str) -> TextIO:
    raw.name = name
    stream = TextIOWrapper(BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", line_buffering=True)
    stream.mode = "w"  # type: ignore[misc]  # as in the stream that it replaces
    return stream


@contextmanager
def _stdout_leading_to(file: int) -> Iterator[None]:
    """Redirect the descriptor of stdout to `file`, in the main thread, if this process has a stdout."""
    if current_thread() is not main_thread() or sys.__stdout__ is None:
        yield
        return
    _flush_stdout()
    try:
        before = os.dup(STDOUT)
    except OSError:  # it is closed
        yield
        return
    try:
        os.dup2(file, STDOUT)
        yield
    finally:
        _flush_stdout()  # the code may have written to sys.__stdout__
        os.dup2(before, STDOUT)
        os.close(before)


def _flush_stdout() -> None:
    """Flush the process's own stdout to the present target of its descriptor."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()


def _copy_of_stderr() -> int:
    try:
        return os.dup(STDERR)
    except OSError:  # it is closed
        return os.open(os.devnull, os.O_WRONLY)


def _nothing() -> None:
    """Do nothing: the callback between trials."""


@cache
def outlet() -> Outlet:
    """Return the outlet of this process."""
    return Outlet()
