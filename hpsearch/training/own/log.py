"""The output of the user's own code, in the file of a trial's messages or in a temporary file."""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from tempfile import TemporaryFile

from hpsearch.training.own.outlet import outlet

MOST_BYTES = 1_000_000
"""Number of last bytes that are kept."""

FIRST_PART_GONE = "(what was printed before this is left out: hpsearch keeps the last 1,000,000 bytes of a trial)\n"

GOES_ON = "(here the training was interrupted; it goes on from its last checkpoint)\n"


class OutputLog:
    """Keeps the last bytes that are written to it; appends to `file`, if given."""

    def __init__(self, file: FileIO | None = None) -> None:
        self._file = _nameless() if file is None else file
        weakref.finalize(self, self._file.close)
        if self._read(1):
            self.write(GOES_ON)

    def write(self, text: str) -> None:
        """Add text; drop the oldest bytes if there are then more than twice MOST_BYTES."""
        self._add(text.encode(errors="backslashreplace"))
        self.shorten()

    @property
    def text(self) -> str:
        """The text that was written, or its last MOST_BYTES after a line that says so."""
        return last_part(self._read()).decode(errors="backslashreplace")

    @property
    def last_line(self) -> str:
        """The last line that is not blank; empty if there is none."""
        lines = [line.strip() for line in self._read(10_000).decode(errors="replace").splitlines()]
        return next((line for line in reversed(lines) if line), "")

    @contextmanager
    def capturing(self) -> Iterator[None]:
        """Capture what Python code prints inside the `with` block, and what programs it starts write to stdout."""
        try:
            with outlet().leading_to(self._file.fileno(), self.shorten):
                yield
        finally:
            self.shorten()

    def shorten(self) -> None:
        """Drop all but the last bytes if there are twice as many."""
        if os.fstat(self._file.fileno()).st_size > 2 * MOST_BYTES:
            kept = last_part(self._read())
            self._file.truncate(0)
            self._file.seek(0)
            self._add(kept)

    def _add(self, content: bytes) -> None:
        with suppress(OSError):  # a full disk must not end the training
            self._file.write(content)

    def _read(self, most: int | None = None) -> bytes:
        """Return the last bytes; later output is appended, even if other processes write to the file."""
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0 if most is None else max(0, size - most))
        content = self._file.read()
        self._file.seek(0, os.SEEK_END)
        return content


def _nameless() -> FileIO:
    """Open a temporary file in append mode, if the system has that; it is deleted when its last user closes it."""
    file = TemporaryFile(buffering=0)  # noqa: SIM115 (open as long as the log exists)
    with suppress(ImportError):  # Windows
        from fcntl import F_GETFL, F_SETFL, fcntl  # noqa: PLC0415

        fcntl(file, F_SETFL, fcntl(file, F_GETFL) | os.O_APPEND)
    return file


def last_part(content: bytes) -> bytes:
    """Return the content, or the whole lines in its last MOST_BYTES, after a line that says so."""
    if len(content) <= MOST_BYTES + len(FIRST_PART_GONE):
        return content
    last = content[-MOST_BYTES:]
    return FIRST_PART_GONE.encode() + (last.partition(b"\n")[2] or last)
