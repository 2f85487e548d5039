"""Freed memory goes back to the system, and is in one place for all threads."""

import platform
import subprocess
import sys

import pytest

FREED = """
import numpy as np
from pathlib import Path
from hpsearch.system.freed_memory import give_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1])

arrays = [np.ones(12_000) for _ in range(2_000)]  # 0.2 GB
kept = arrays[-1]
before = resident()
del arrays
give_back()
print(before - resident())
"""

THREADS = """
import ctypes
from concurrent.futures import ThreadPoolExecutor
from hpsearch.system.freed_memory import share_one_heap

if {shared}:
    share_one_heap()
c = ctypes.CDLL(None)
c.malloc.restype = ctypes.c_void_p
with ThreadPoolExecutor(1) as thread:
    thread.submit(lambda: [c.malloc(1_000) for _ in range(10_000)]).result()
c.malloc_info(0, ctypes.c_void_p.in_dll(c, "stdout"))
c.fflush(None)
"""


def test_what_lies_below_something_in_use_is_given_back_too():
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    assert int(done.stdout) * 4_096 > 150e6


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives each thread a heap of its own")
@pytest.mark.parametrize("shared", [True, False])
def test_threads_share_one_heap_if_asked_to(shared):
    done = subprocess.run(
        [sys.executable, "-c", THREADS.format(shared=shared)], capture_output=True, text=True, check=True
    )
    assert done.stdout.count("<heap nr=") == (1 if shared else 2)
