"""Freed memory goes back to the system."""

import subprocess
import sys

CODE = """
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


def test_what_lies_below_something_in_use_is_given_back_too():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert int(done.stdout) * 4_096 > 150e6
