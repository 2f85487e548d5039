"""Loads a file and says how far memory rose above what the imports take, in sizes of the inputs.

`python peak.py FILE`. (On Linux ru_maxrss begins at the peak of the process that started this one.)
"""

import importlib
import resource
import sys
from pathlib import Path

from hpsearch.data import load

STATUS = Path("/proc/self/status")


def peak():
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024 * int(STATUS.read_text().partition("VmHWM:")[2].split()[0])


def main():
    path = Path(sys.argv[1])
    if path.suffix in (".csv", ".parquet"):
        importlib.import_module("pandas")
    if path.suffix == ".parquet":
        importlib.import_module("pyarrow.parquet")
    before = peak()
    data = load(path.name, folder=path.parent, seed=0)
    after = peak()
    examples = sum(part.x.nbytes for part in (data.train, data.dev, data.test))
    sys.stdout.write(f"{(after - before) / examples}\n")


if __name__ == "__main__":
    main()
