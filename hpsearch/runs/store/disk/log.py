"""Check that SQLite reads all transactions in the log beside run.db."""

import struct
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hpsearch.runs.store.rows import DamagedError

Words = NDArray[np.uint32]
Sums = tuple[int, int]

HEADER = struct.Struct(">8I")
"""Magic (odd: big-endian checksums), format, page size, checkpoints, two salts, two checksums of all these."""

FRAME = struct.Struct(">6I")
"""Before each page: its number, the pages of the file if a transaction ends here, two salts, two checksums."""


def check_log(path: Path) -> None:
    """Raise DamagedError if stored transactions of the database at `path` are no longer read.

    SQLite silently stops reading its log at a frame with a wrong checksum. If no other transaction follows, this is
    correct: a power cut interrupted the last transaction, which was never reported. If another follows, reported
    results are lost. A log that is being written may look like this for a moment, so it is read again. Only the log is
    opened, because closing another of SQLite's files would release its locks.
    """
    found = _passed_over(path)
    if found is not None and found == _passed_over(path):
        raise DamagedError("its log is not as it was written")


def _passed_over(path: Path) -> tuple[bytes, int] | None:
    """The header, and the first frame that is not read, if a transaction ended there or later and another followed."""
    log = path.with_name(f"{path.name}-wal")
    try:
        content = log.read_bytes()
    except FileNotFoundError:  # the last connection removed it
        return None
    header, frames = content[: HEADER.size], content[HEADER.size :]
    if len(header) < HEADER.size:
        return None
    _, _, page, _, *salts, one, two = HEADER.unpack(header)
    order = ">" if header[3] & 1 else "<"
    sums = _sums(header[:24], order, (0, 0))
    if sums != (one, two):
        raise DamagedError("its log does not begin as it was written")
    size = FRAME.size + page
    ours = [start for start in range(0, len(frames) - size + 1, size) if _salts(frames, start) == salts]
    for place, start in enumerate(ours):
        sums = _sums(frames[start : start + 8] + frames[start + FRAME.size : start + size], order, sums)
        if start != place * size or sums != FRAME.unpack_from(frames, start)[4:]:
            ends = [bool(FRAME.unpack_from(frames, each)[1]) for each in ours[place:-1]]
            return (header, place) if any(ends) else None
    return None


def _salts(frames: bytes, start: int) -> list[int]:
    return list(FRAME.unpack_from(frames, start)[2:4])


def _sums(content: bytes, order: str, before: Sums) -> Sums:
    """Return SQLite's checksums (WAL format, §4.2) after `content`, starting from `before`.

    s₀ += x₂ₖ + s₁; s₁ += x₂ₖ₊₁ + s₀ is one sequence tₙ₊₂ = tₙ + tₙ₊₁ + xₙ, so each word is weighted by a Fibonacci
    number, modulo 2³².
    """
    words: Words = np.frombuffer(content, f"{order}u4").astype(np.uint32)
    count, fibonacci = len(words), _fibonacci(len(words) + 2)
    ends = []
    for last in (count, count + 1):
        weights = fibonacci[1:last][::-1]
        start = int(fibonacci[last - 1]) * before[0] + int(fibonacci[last]) * before[1]
        ends.append((start + int(np.dot(words[: last - 1], weights))) & 0xFFFFFFFF)
    return ends[0], ends[1]


@lru_cache(maxsize=2)
def _fibonacci(count: int) -> Words:
    """Return the first `count` Fibonacci numbers, from 0 on, modulo 2³²."""
    numbers = [0, 1]
    while len(numbers) < count:
        numbers.append((numbers[-2] + numbers[-1]) & 0xFFFFFFFF)
    return np.array(numbers, np.uint32)
