"""What the user's own code prints, kept in a file: that of a trial's messages, or one without a name."""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from tempfile import TemporaryFile

from hpsearch.training.own.outlet import outlet

MOST_BYTES = 1_000_000
"""Bytes that are kept: the last ones."""

FIRST_PART_GONE = "(what was printed before this is left out: hpsearch keeps the last 1,000,000 bytes of a trial)\n"

GOES_ON = "(here the training was interrupted; it goes on from its last checkpoint)\n"


class OutputLog:
    """Keeps the last bytes that are written to it; a `file` goes on after what it has."""

    def __init__(self, file: FileIO | None = None) -> None:
        self._file = _nameless() if file is None else file
        weakref.finalize(self, self._file.close)
        if self._read(1):
            self.write(GOES_ON)

    def write(self, text: str) -> None:
        """Add text."""
        self._add(text.encode(errors="backslashreplace"))
        self.shorten()

    @property
    def text(self) -> str:
        """What was written, or the last MOST_BYTES of it after a line that says so."""
        return last_part(self._read()).decode(errors="backslashreplace")

    @property
    def last_line(self) -> str:
        """The last line that is not blank; empty where there is none."""
        lines = [line.strip() for line in self._read(10_000).decode(errors="replace").splitlines()]
        return next((line for line in reversed(lines) if line), "")

    @contextmanager
    def capturing(self) -> Iterator[None]:
        """Keep here what Python code prints inside the `with` block, and what its programs write to their stdout."""
        try:
            with outlet().leading_to(self._file.fileno(), self.shorten):
                yield
        finally:
            self.shorten()

    def shorten(self) -> None:
        """Keep the last bytes alone where there are twice as many."""
        if os.fstat(self._file.fileno()).st_size > 2 * MOST_BYTES:
            kept = last_part(self._read())
            self._file.truncate(0)
            self._file.seek(0)
            self._add(kept)

    def _add(self, content: bytes) -> None:
        with suppress(OSError):  # where the disk is full, the training is worth more
            self._file.write(content)

    def _read(self, most: int | None = None) -> bytes:
        """The last bytes; the next are written behind them, whoever else writes to the file."""
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0 if most is None else max(0, size - most))
        content = self._file.read()
        self._file.seek(0, os.SEEK_END)
        return content


def _nameless() -> FileIO:
    """A file that ends with its last user. All who write to it write at its end, as far as the system can do that."""
    file = TemporaryFile(buffering=0)  # noqa: SIM115 (it is open as long as the log is there)
    with suppress(ImportError):  # Windows
        from fcntl import F_GETFL, F_SETFL, fcntl  # noqa: PLC0415

        fcntl(file, F_SETFL, fcntl(file, F_GETFL) | os.O_APPEND)
    return file


def last_part(content: bytes) -> bytes:
    """The content, or its last MOST_BYTES, in whole lines, after a line that says so."""
    if len(content) <= MOST_BYTES + len(FIRST_PART_GONE):
        return content
    last = content[-MOST_BYTES:]
    return FIRST_PART_GONE.encode() + (last.partition(b"\n")[2] or last)
