"""How long the report of a run of 20,000 trials takes: `python -m benchmarks.large_page [TRIALS]`, half a minute."""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

from benchmarks.large_run import write_large_run
from hpsearch.report.building import build_report
from hpsearch.report.render.page import page
from hpsearch.report.sections.leaderboard import leaderboard
from hpsearch.runs.run import Run

Result = TypeVar("Result")


def main(trials: int) -> None:
    """Write a run, report it, and say what that took."""
    with TemporaryDirectory() as folder:
        write_large_run(Path(folder), trials)
        run = Run(Path(folder))
        _timed("leaderboard", lambda: leaderboard([run]))
        written = _timed("page", lambda: page(build_report([run])))
        print(f"{len(written.encode()) / 1e6:.2f} MB of page for {trials:,} trials")


def _timed(name: str, work: Callable[[], Result]) -> Result:
    started, computed = perf_counter(), process_time()
    result = work()
    print(f"{name}: {perf_counter() - started:.1f} s, {process_time() - computed:.1f} s of them computed")
    return result


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
