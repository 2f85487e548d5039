"""Reading a table beside `pandas.read_csv` alone: `python -m benchmarks.reading [ROWS [REPEATS]]`, 1,000,000 rows × 50.

Each in a process of its own, in turn. pandas makes a frame. hpsearch reads the table and decides by all cells what each
column is; to be ready to train it divides the rows, too, and makes the arrays that networks train on.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

COLUMNS = 50
AT_ONCE = 50_000
READERS = {
    "pandas.read_csv": "import pandas; pandas.read_csv({path!r})",
    "hpsearch, the table": "from pathlib import Path; from hpsearch.data.roles.asked import Asked; "
    "from hpsearch.data.sources import read; read({path!r}, Asked(), Path())",
    "hpsearch, ready to train": "from pathlib import Path; from hpsearch.data import load_views; "
    "load_views({path!r}, folder=Path(), seed=0)",
}
PEAK = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def write_table(path: Path, rows: int) -> None:
    """Write a table of numbers with five decimals, and two classes in the last column."""
    draw = np.random.default_rng(0)
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join([*(f"c{column}" for column in range(COLUMNS - 1)), "y"]) + "\n")
        for _ in range(0, rows, AT_ONCE):
            numbers = draw.standard_normal((AT_ONCE, COLUMNS - 1))
            for row in numbers:
                file.write(
                    ",".join([*(f"{value:.5f}" for value in row), "yes" if row[0] + row[1] > 0 else "no"]) + "\n"
                )


def measured(code: str) -> tuple[float, float]:
    """Seconds and gigabytes at the peak of a process that runs `code`."""
    began = perf_counter()
    done = subprocess.run([sys.executable, "-c", code + PEAK], check=True, capture_output=True, text=True)
    return perf_counter() - began, int(done.stdout) / 1e6


def main(rows: int = 1_000_000, repeats: int = 5) -> None:
    """Print the medians and their ratio."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        write_table(path, rows)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in READERS}
        for _ in range(repeats):
            for name, code in READERS.items():
                found[name].append(measured(code.format(path=str(path))))
    seconds = {name: median(took for took, _ in each) for name, each in found.items()}
    print(
        f"| {rows:,} rows × {COLUMNS} columns, {rows * COLUMNS * 4 / 1e9:.2f} GB as float32 | seconds | peak | ratio |"
    )
    print("|---|---|---|---|")
    for name, each in found.items():
        peak = median(size for _, size in each)
        print(f"| {name} | {seconds[name]:.1f} | {peak:.2f} GB | {seconds[name] / seconds['pandas.read_csv']:.1f} × |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
