"""Whether a long file is ASCII, as most tables of numbers are: two threads look through a half each."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LONG_FILE = 1 << 24
"""Bytes from which on two threads are worth their start."""

READ_AT_ONCE = 1 << 20


def is_long_ascii(path: Path) -> bool:
    """Whether the file is long, and all its bytes are ASCII; those of a packed file are not."""
    size = path.stat().st_size
    if size < LONG_FILE:
        return False
    with ThreadPoolExecutor(2) as threads:
        return all(threads.map(_is_ascii, (path, path), (0, size // 2), (size // 2, size)))


def _is_ascii(path: Path, start: int, end: int) -> bool:
    """Whether these bytes of the file are."""
    with path.open("rb") as stream:
        stream.seek(start)
        while start < end and (piece := stream.read(min(READ_AT_ONCE, end - start))):
            if not piece.isascii():
                return False
            start += len(piece)
    return True
