"""Where code of the user's own prints: sys.stdout and sys.stderr as it sees them, which lead to its trial's file.

They are real files on a descriptor that stays the same in all trials of a process, so that a thread, a handler of
`logging` or `faulthandler` that got them in one trial can write to them in the next. Between trials they lead to
stderr.
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
    """The two streams, and what is done after each write to them."""

    def __init__(self) -> None:
        self.descriptor = _copy_of_stderr()
        self.written: Callable[[], None] = _nothing
        self._streams: dict[str, TextIO] = {}

    @contextmanager
    def leading_to(self, file: int, written: Callable[[], None]) -> Iterator[None]:
        """Let all that is printed go to the descriptor `file`, and call `written` after each write.

        In the main thread that is also what programs that the code starts write to their stdout.
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
                        with suppress(Exception):  # the code may have closed them, or have put anything in their place
                            stream.flush()
        finally:
            self.written = _nothing
            with suppress(OSError):  # it was closed
                os.dup2(STDERR, self.descriptor, inheritable=False)

    def _stream(self, name: str) -> TextIO:
        """The stream, or a new one where the code has closed or detached it."""
        stream = self._streams.get(name)
        with suppress(ValueError):
            if stream is not None and not stream.closed:
                return stream
        self._streams[name] = _text(_Raw(self), name)
        return self._streams[name]


class _Raw(FileIO):
    """The descriptor as a file, which no one closes. What cannot be written, as the disk is full, is lost."""

    def __init__(self, outlet: Outlet) -> None:
        super().__init__(outlet.descriptor, "w", closefd=False)
        self._outlet = outlet

    def write(self, content: Any) -> int:
        """Write the bytes, or lose them; the number of bytes in either case."""
        try:
            return super().write(content)
        except OSError:
            return len(content)
        finally:
            self._outlet.written()


def _text(raw: _Raw, name: str) -> TextIO:
    raw.name = name
    stream = TextIOWrapper(BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", line_buffering=True)
    stream.mode = "w"  # type: ignore[misc]  # as that of the stream that it stands for
    return stream


@contextmanager
def _stdout_leading_to(file: int) -> Iterator[None]:
    """Let the descriptor of stdout lead to `file`, where this process has one, and in the main thread."""
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
        _flush_stdout()  # the code may have found it as sys.__stdout__
        os.dup2(before, STDOUT)
        os.close(before)


def _flush_stdout() -> None:
    """Write what waits in our own stdout to where the descriptor leads now."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()


def _copy_of_stderr() -> int:
    try:
        return os.dup(STDERR)
    except OSError:  # it is closed
        return os.open(os.devnull, os.O_WRONLY)


def _nothing() -> None:
    """Nothing is to be done between trials."""


@cache
def outlet() -> Outlet:
    """The outlet of this process."""
    return Outlet()
