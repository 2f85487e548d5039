"""Loads a file and says how far memory rose above what the imports take, in sizes of the inputs as they are stored.

`python peak.py FILE [BINS]`. (On Linux ru_maxrss begins at the peak of the process that started this one.)
"""

import importlib
import resource
import sys
from pathlib import Path

import numpy as np

from hpsearch.data import load_dataset

STATUS = Path("/proc/self/status")


def peak():
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024 * int(STATUS.read_text().partition("VmHWM:")[2].split()[0])


def _warm_up(path):
    """Loads a small file of the same kind, after which the libraries are in memory."""
    y = np.arange(2000) % 3
    if path.suffix == ".csv":
        path.write_text("a,b,y\n" + "".join(f"{i % 7}.5,{i % 5}.25,{i % 3}\n" for i in range(2000)))
    elif path.suffix == ".parquet":
        parquet = importlib.import_module("pyarrow.parquet")
        pyarrow = importlib.import_module("pyarrow")
        parquet.write_table(pyarrow.table({"a": np.arange(2000) * 0.5, "y": y}), path)
    else:
        np.savez(path, X=np.arange(4000.0).reshape(-1, 2), y=y)
    load_dataset(path.name, folder=path.parent, seed=0)


def main():
    path = Path(sys.argv[1])
    _warm_up(path.parent / f"small{path.suffix}")
    before = peak()
    numbers = {"piecewise_linear": int(sys.argv[2])} if len(sys.argv) > 2 else "plain"
    data = load_dataset(path.name, folder=path.parent, seed=0, numbers=numbers)
    after = peak()
    examples = sum(part.inputs.nbytes for part in (data.train, data.dev, data.test))
    sys.stdout.write(f"{(after - before) / examples}\n")


if __name__ == "__main__":
    main()
