"""Temporary files in memory: a search waits for its disk after each trial, and tests search thousands of times."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 (Linux's folder in memory)
ROOM = 4 * 2**30
"""Bytes that have to be free there: a run of all tests needs up to one GiB."""


def write_in_memory() -> None:
    """Let this process and those that it starts write temporary files in memory, unless TMPDIR names a place."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
