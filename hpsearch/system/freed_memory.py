"""Return freed memory to the system."""

import ctypes
import sys
from contextlib import suppress


def give_back() -> None:
    """Return freed memory to the system: Arrow caches some, and glibc keeps free blocks below used ones."""
    if arrow := sys.modules.get("pyarrow"):
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library, which keeps none
            ctypes.CDLL(None).malloc_trim(0)
