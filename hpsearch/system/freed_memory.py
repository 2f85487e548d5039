"""Freed memory: return it to the system, and keep it in one place for all threads."""

import ctypes
import sys
from contextlib import suppress

_ARENA_MAX = -8
"""glibc's M_ARENA_MAX: the largest number of heaps, of which otherwise each thread takes one."""


def give_back() -> None:
    """Return freed memory to the system: Arrow caches some, and glibc keeps free blocks below used ones."""
    if arrow := sys.modules.get("pyarrow"):
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library, which keeps none
            ctypes.CDLL(None).malloc_trim(0)


def share_one_heap() -> None:
    """Let all threads of this process use one heap: what the reading threads freed is then used by those that train.

    To be called before other threads start.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library, which has one heap
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
