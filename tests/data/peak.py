"""Loads a file and says how far memory rose above what the imports take: `python peak.py FILE`, bytes."""

import importlib
import resource
import sys
from pathlib import Path

from hpsearch.data import load


def main():
    path = Path(sys.argv[1])
    if path.suffix in (".csv", ".parquet"):
        importlib.import_module("pandas")
    if path.suffix == ".parquet":
        importlib.import_module("pyarrow.parquet")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = load(path.name, folder=path.parent, seed=0)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    examples = sum(part.x.nbytes for part in (data.train, data.dev, data.test))
    sys.stdout.write(f"{(after - before) * 1024 / examples}\n")


if __name__ == "__main__":
    main()
