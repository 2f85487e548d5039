"""Memory that was freed, back to the system."""

import ctypes
import sys
from contextlib import suppress


def give_back() -> None:
    """Hand freed memory back to the system: Arrow keeps some, and glibc what lies below anything still in use."""
    if arrow := sys.modules.get("pyarrow"):
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library, which does not keep it
            ctypes.CDLL(None).malloc_trim(0)
