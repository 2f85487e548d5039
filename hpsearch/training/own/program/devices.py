"""Devices such as GPUs: at most one training runs on each, over all searches on this machine."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from time import sleep

_LOOK_EVERY = 0.05
"""Seconds between two checks for a free device."""


@contextmanager
def device_among(devices: Sequence[int]) -> Iterator[int | None]:
    """Wait until one of `devices` is free, and hold it in the `with` block; None if no device is given.

    The lock of a device is a file lock, which the system releases when the process ends.
    """
    if not devices:
        yield None
        return
    from filelock import FileLock, Timeout  # noqa: PLC0415 (most searches name no device)

    user = os.getuid() if hasattr(os, "getuid") else 0
    while True:
        for device in devices:
            lock = FileLock(Path(gettempdir()) / f"hpsearch.device-{user}-{device}.lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            try:
                yield device
            finally:
                lock.release()
            return
        sleep(_LOOK_EVERY)
