"""Check the available memory; refuse a source that does not fit before reading it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hpsearch.errors import DataError

BYTES_A_CELL = 4
"""Bytes of a number in the parts, float32."""

BYTES_A_BINNED_CELL = 9
"""Bytes of a number with bins: the number while bins are fitted, then its bin and its share."""

LIMITS = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), Path("/sys/fs/cgroup/memory/memory.usage_in_bytes")),
)
"""Files with a container's memory limit and use (control groups, versions 2 and 1)."""


def available() -> int:
    """Return the bytes that a process may still allocate."""
    room = _of_the_machine()
    for limit, usage in LIMITS:
        with suppress(OSError, ValueError):  # other systems have no such file, and a container may have no limit
            room = min(room, int(limit.read_text()) - int(usage.read_text()))
    return room


def _of_the_machine() -> int:
    with suppress(OSError, ValueError, IndexError):
        return 1024 * int(Path("/proc/meminfo").read_text().partition("MemAvailable:")[2].split()[0])
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def refuse_beyond_memory(source: str, needed: int) -> None:
    """Raise DataError if `needed` bytes are more than available."""
    room = available()
    if needed > room:
        raise DataError(
            f"{source}: takes {giga(needed)} GB, and {giga(max(room, 0))} GB of memory are free; "
            "give fewer rows or columns"
        )


def giga(size: int) -> str:
    """Return a size in billions of bytes, for a sentence."""
    return f"{size / 1e9:,.0f}" if size >= 1e11 else f"{size / 1e9:.3g}"


@contextmanager
def fits_into_memory(source: str) -> Iterator[None]:
    """Raise DataError if memory runs out in the `with` block."""
    try:
        yield
    except MemoryError as error:
        raise DataError(f"{source}: the data does not fit into memory; give fewer rows or columns") from error
