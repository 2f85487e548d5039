"""Devices such as GPUs, on each of which one training runs at a time, whoever starts it on this machine."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from time import sleep

_LOOK_EVERY = 0.05
"""Seconds between two looks for a free device."""


@contextmanager
def device_among(devices: Sequence[int]) -> Iterator[int | None]:
    """Wait for the first of `devices` that is free, and hold it; None where no device is named.

    The lock of a device is a file, which the system frees with the process that holds it.
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
