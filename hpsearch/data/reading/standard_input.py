"""`data.source: '-'`: a table from standard input, kept in a file while it is read, because it is read twice."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import BinaryIO

from hpsearch.data.memory import available
from hpsearch.data.reading.encoding import encoding_of
from hpsearch.errors import DataError

STANDARD_INPUT = "-"
STDIN_SOURCE = "standard input"
COPIED_BYTES = 1 << 20


@contextmanager
def kept(encoding: str | None = None) -> Iterator[Path]:
    """Copy standard input to a temporary file; its `encoding` is guessed where it is not stated.

    Raises DataError if it is not text, or too large.
    """
    stream = _stream()
    with TemporaryDirectory(prefix="hpsearch-") as folder:
        path = Path(folder, "table.csv")
        room = min(available(), shutil.disk_usage(gettempdir()).free // 2)
        with path.open("wb") as file:
            copy(stream, file, room, encoding)
        yield path


def copy(stream: BinaryIO, file: BinaryIO, room: int, encoding: str | None = None) -> None:
    """Copy a table of at most `room` bytes. Raises DataError if there are more, or bytes that are no text."""
    size = 0
    while piece := stream.read(COPIED_BYTES):
        encoding = encoding or encoding_of(piece)
        if b"\0" in piece and not encoding.startswith("utf-16"):
            raise DataError(f"{STDIN_SOURCE}: a zero byte; expected the text of a .csv file, UTF-16 text with its mark")
        size += len(piece)
        if size > room:
            raise DataError(f"{STDIN_SOURCE}: more than {room / 1e9:,.3g} GB; save it as a file, or give fewer rows")
        file.write(piece)


def _stream() -> BinaryIO:
    if sys.stdin is None or sys.stdin.closed:
        raise DataError(
            f"{STDIN_SOURCE}: is closed; pipe a table into the command, such as `hpsearch init - < table.csv`"
        )
    if sys.stdin.isatty():
        raise DataError(
            f"{STDIN_SOURCE}: is a terminal; pipe a table into the command, such as `hpsearch init - < table.csv`"
        )
    return sys.stdin.buffer
