"""A search on a million rows: `python -m benchmarks.large_data [ROWS]`, 1,000,000 rows × 50 columns.

First an epoch of four 49-128-128-1 networks, and the products of its steps alone, in turn on one thread. Then whole
searches by two processes, each from the file to the leaderboard: how long they take, and the largest memory of all
their processes together, in which what these share counts once (PSS, looked at ten times a second).
"""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from benchmarks.interleaved import interleaved
from benchmarks.one_thread import settle_on_one_thread
from benchmarks.peers.engine import Engine
from benchmarks.peers.products import Products
from benchmarks.reading import COLUMNS, write_table
from benchmarks.workloads import Workload

BATCH, MODELS = 256, 4
SECONDS = (10, 20)
"""The times that the searches are given."""

LOOK_EVERY = 0.1


def epoch_over_products(rows: int, rounds: int = 3) -> tuple[float, float]:
    """Processor seconds of an epoch, and those of its products alone: medians of some rounds."""
    work = Workload("large", ((128, 128),) * MODELS, COLUMNS - 1, 1, BATCH, rows // BATCH)
    engine, products = Engine(work), Products(work)
    seconds = interleaved({"epoch": engine.train_epoch, "products": products.train_epoch}, rounds)
    return median(seconds["epoch"]), median(seconds["products"])


def searched(table: Path, seconds: int) -> tuple[float, int]:
    """Seconds from start to leaderboard of `hpsearch run TABLE --time`, and bytes of memory at its peak."""
    command = [sys.executable, "-m", "hpsearch.cli", "run", table.name, "--time", str(seconds), "--jobs", "2"]
    began, peak = perf_counter(), 0
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen([*command, "--out", f"run{seconds}"], cwd=table.parent, **silent)
    while running.poll() is None:
        peak = max(peak, sum(map(_proportional, _family(running.pid))))
        sleep(LOOK_EVERY)
    if running.returncode:
        raise RuntimeError(f"exit code {running.returncode} of {' '.join(command)}")
    return perf_counter() - began, peak


def _family(process: int) -> list[int]:
    """A process and all that it started, and these started."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except FileNotFoundError:  # it has just ended
        return []
    return [process, *(each for child in children for each in _family(int(child)))]


def _proportional(process: int) -> int:
    """The bytes of a process, where a page that several have counts in parts."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def main(rows: int = 1_000_000) -> None:
    """Print how near an epoch comes to its products, and what whole searches take."""
    with TemporaryDirectory() as folder:
        table = Path(folder, "table.csv")
        write_table(table, rows)
        size = 4 * rows * COLUMNS
        print(f"| {rows:,} rows, {size / 1e9:.2f} GB as float32 | from start to leaderboard | peak | of the array |")
        print("|---|---|---|---|")
        for seconds in SECONDS:
            took, peak = searched(table, seconds)
            print(f"| --time {seconds} | {took:.1f} s | {peak / 1e9:.2f} GB | {peak / size:.1f} × |", flush=True)
    settle_on_one_thread()
    epoch, products = epoch_over_products(rows)
    print(f"an epoch of {MODELS} models: {epoch:.1f} s, its products {products:.1f} s, {products / epoch:.0%} of it")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
