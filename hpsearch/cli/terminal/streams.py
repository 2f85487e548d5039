"""Safe standard input, output and error, which may be closed, full, or a pipe without a reader.

Progress on stderr is optional: what cannot be written is dropped. Results on stdout are not: if they cannot be written,
the command ends.
"""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from select import select
from threading import active_count, current_thread, main_thread
from typing import Any, TextIO, cast

from hpsearch.errors import StorageError

NOBODY_READS = 141
"""The exit code of a process whose reader has gone, as in shells: 128 + SIGPIPE."""

IF_CLOSED = ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY))
"""Modes of the null device in place of a closed descriptor; read-only for stdout, so that writing still fails."""


def guard_streams() -> None:
    """Make the three streams of this process safe to use, whatever their state.

    If a descriptor is closed, the next file that is opened, such as run.db, gets its number, and what is printed would
    be written into that file.
    """
    for descriptor, flags in IF_CLOSED:
        _open_if_closed(descriptor, flags)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (a descriptor)
    sys.stdout = _guarded(ResultStream(_raw(sys.stdout, 1)), sys.stdout)
    sys.stderr = _guarded(ProgressStream(_raw(sys.stderr, 2)), sys.stderr)


@contextmanager
def stdout_as_stderr() -> Iterator[None]:
    """Send all output of this process, and of programs that it starts, to stderr in the `with` block.

    This includes later output of threads that continue.
    """
    sys.stdout.flush()
    before = os.dup(1)
    os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(before, 1)
        os.close(before)
        if active_count() > 1:
            sys.stdout = cast("TextIO", _OfMainThread(sys.stdout))


class _OfMainThread:
    """A stream for the main thread; for all others it is stderr."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream if current_thread() is main_thread() else sys.stderr, name)


class _Guard(io.RawIOBase):
    """Writes to the stream `raw`, and deals with its failures."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        descriptor: int = self._raw.fileno()
        return descriptor

    def isatty(self) -> bool:
        return bool(self._raw.isatty())


class ProgressStream(_Guard):
    """Drops what cannot be written."""

    def write(self, content: Any) -> int:
        """Write what can be written now, and report all of it as written."""
        with suppress(OSError):
            return self._raw.write(content) or len(content)
        return len(content)


class ResultStream(_Guard):
    """Ends the command at the first write that fails; later output, such as a last flush, is dropped."""

    _lost = False

    def write(self, content: Any) -> int:
        """Write the content. Raises StorageError if the disk is full, SystemExit if the reader has gone."""
        if self._lost:
            return len(content)
        try:
            while (written := self._raw.write(content)) is None:  # a full pipe in non-blocking mode
                select([], [self._raw], [])
        except BrokenPipeError:
            self._lost = True
            raise SystemExit(NOBODY_READS) from None
        except OSError as error:
            self._lost = True
            reason = "it is closed" if error.errno == errno.EBADF else error.strerror
            raise StorageError(
                f"standard output cannot be written ({reason}); make room, or send it elsewhere, and try again"
            ) from None
        return int(written)


def _open_if_closed(descriptor: int, flags: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        opened = os.open(os.devnull, flags)
        if opened != descriptor:
            os.dup2(opened, descriptor)
            os.close(opened)
        os.set_inheritable(descriptor, True)


def _raw(stream: TextIO | None, descriptor: int) -> Any:
    if stream is None:
        return io.FileIO(descriptor, "w", closefd=False)
    return getattr(stream.buffer, "raw", stream.buffer)  # python -u has no buffer


def _guarded(raw: _Guard, original: TextIO | None) -> TextIO:
    """Return a text stream over `raw` with the encoding of `original`; other characters become escapes."""
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=original.encoding if original else "utf-8",
        errors="backslashreplace",
        line_buffering=raw.isatty(),
    )
