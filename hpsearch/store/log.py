"""SQLite's log of transactions beside run.db: whether all of it is read that was once on disk."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hpsearch.store.rows import DamagedError

HEADER = struct.Struct(">8I")
"""Magic (odd: checksums read big-endian), format, page size, checkpoints, two salts, two checksums of these."""

FRAME = struct.Struct(">6I")
"""Before each page: its number, the pages of the file if a transaction ends here, two salts, two checksums."""

FRAMES_AT = 16
"""Where the log's index has the number of frames that are read (SQLite's WAL format, §2.1)."""


class Frame(NamedTuple):
    """Where a frame stands in the log, from 1, and whether a transaction ends with it."""

    number: int
    ends: bool


def check_log(path: Path) -> None:
    """Raise DamagedError where transactions of the database at `path`, which is open, are no longer read.

    At a frame with a wrong checksum SQLite stops reading its log, and says nothing. Where no other transaction follows
    that is right: a power cut came before the last one was on disk, so it was never reported. Where one follows, it
    was.
    """
    log, index = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    if not (log.is_file() and index.is_file()):
        return
    header, frames = _frames(log)
    with index.open("rb") as file:
        read = struct.unpack_from("=I", file.read(FRAMES_AT + 4), FRAMES_AT)[0]
    if _frames(log)[0] != header:
        return  # the search that goes on has begun the log anew, with all that was in it in the file
    passed_over = [frame for frame in frames if frame.number > read]
    if any(frame.ends for frame in passed_over[:-1]):
        raise DamagedError("its log is not as it was written")


def _frames(log: Path) -> tuple[bytes, list[Frame]]:
    """The header, and the frames that belong to it: others are left from before the log was begun anew."""
    with log.open("rb") as file:
        header = file.read(HEADER.size)
        if len(header) < HEADER.size:
            return header, []
        _, _, page, _, *salts, one, two = HEADER.unpack(header)
        if _checksum(header) != (one, two):
            raise DamagedError("its log does not begin as it was written")
        return header, [Frame(number, ends) for number, ends, found in _all(file.read(), page) if found == salts]


def _all(content: bytes, page: int) -> Iterator[tuple[int, bool, list[int]]]:
    for number, start in enumerate(range(0, len(content) - FRAME.size - page + 1, FRAME.size + page), start=1):
        _, pages, *salts, _, _ = FRAME.unpack_from(content, start)
        yield number, pages > 0, salts


def _checksum(header: bytes) -> tuple[int, int]:
    """SQLite's sums over the header less themselves (WAL format, §4.2)."""
    order = ">" if header[3] & 1 else "<"
    one = two = 0
    words = struct.unpack(f"{order}6I", header[:24])
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two
