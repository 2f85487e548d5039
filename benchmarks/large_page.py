"""How long the report of a large run takes: `python -m benchmarks.large_page [TRIALS [EPOCHS]]`, half a minute."""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

from benchmarks.large_run import EPOCHS, write_large_run
from hpsearch.report.building import build_report
from hpsearch.report.leaderboard import leaderboard
from hpsearch.report.render.page import page
from hpsearch.runs.run import Run

Result = TypeVar("Result")


def main(trials: int, epochs: int) -> None:
    """Write a run, report it, and say what that took."""
    with TemporaryDirectory() as folder:
        write_large_run(Path(folder), trials, epochs)
        run = Run(Path(folder))
        _timed("leaderboard", lambda: leaderboard([run]))
        written = _timed("page", lambda: page(build_report([run])))
        print(f"{len(written.encode()) / 1e6:.2f} MB of page for {trials:,} trials of {epochs} epochs")


def _timed(name: str, work: Callable[[], Result]) -> Result:
    started, computed = perf_counter(), process_time()
    result = work()
    print(f"{name}: {perf_counter() - started:.1f} s, {process_time() - computed:.1f} s of them computed")
    return result


if __name__ == "__main__":
    stated = [int(each) for each in sys.argv[1:]]
    main(*stated, *(20_000, EPOCHS)[len(stated) :])
