"""How good a setting each sampler's search chooses: 64 trials in 4 rounds, each asked for before its results are told.

    python -m benchmarks.search_quality --samplers coarse_to_fine --again
    python -m benchmarks.search_quality --samplers gp --problems live slice --seeds 100 105

Measures what is not in benchmarks/results/search_quality.csv, keeps it there, prints the tables that follow from all
of it, and draws the figure. Seeds below 100 served to choose coarse_to_fine's constants; report others.
"""

import argparse
import os
import sys
import warnings
from collections.abc import Sequence

import optuna
from threadpoolctl import threadpool_limits

from benchmarks.search_quality.comparisons import Results
from benchmarks.search_quality.figure import COLOURS, FIGURE, drawn
from benchmarks.search_quality.functions import function, functions
from benchmarks.search_quality.live import live
from benchmarks.search_quality.live_searches import SEARCHES
from benchmarks.search_quality.problem import Problem
from benchmarks.search_quality.recorded import table, tables
from benchmarks.search_quality.results import measured, stored, write
from benchmarks.search_quality.samplers import contestant
from benchmarks.search_quality.tables import OURS, by_problem, summary

SAMPLERS = (OURS, "random", "qmc", "cmaes", "tpe", "tpe_sequential")
AT_ONCE = 10
"""Seeds after which what was measured is known."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", nargs=2, type=int, default=(100, 150), help="from, and up to but without")
    parser.add_argument("--samplers", nargs="*", default=SAMPLERS)
    parser.add_argument("--problems", nargs="+", default=["all"], help="words in their names, or all")
    parser.add_argument("--again", action="store_true", help="measure what is known already, too")
    given = parser.parse_args(arguments)
    one_thread()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.simplefilter("ignore")
    for name in given.samplers:
        for problem in problems(given.problems):
            measure(problem, name, range(*given.seeds), again=given.again)
    results = Results.of(stored())
    peers = [name for name in COLOURS if name != OURS and results.problems(name)]
    print("\n".join([*summary(results, peers), "", *by_problem(results, peers)]))
    drawn(results, [OURS, *peers]).savefig(FIGURE, dpi=160)


def one_thread() -> None:
    """Hold NumPy's BLAS to one thread, and PyTorch, which Optuna's gp imports when it is made."""
    threadpool_limits(1)
    os.environ["OMP_NUM_THREADS"] = "1"


def problems(words: Sequence[str]) -> list[Problem]:
    """Those with one of the words in their names."""
    makers = {
        **dict.fromkeys(SEARCHES, live),
        **dict.fromkeys(tables(), table),
        **dict.fromkeys(functions(), function),
    }
    return [make(name) for name, make in makers.items() if "all" in words or any(word in name for word in words)]


def measure(problem: Problem, name: str, seeds: Sequence[int], *, again: bool) -> None:
    """Search with each seed, and keep the results."""
    known = {(row.problem, row.sampler, row.seed): row for row in stored()}
    missing = [seed for seed in seeds if again or (problem.name, name, seed) not in known]
    for first in range(0, len(missing), AT_ONCE):
        for row in measured(problem, contestant(name), missing[first : first + AT_ONCE]):
            known[row.problem, row.sampler, row.seed] = row
        write(known.values())
        print(f"{name} on {problem.name}: {min(first + AT_ONCE, len(missing))}/{len(missing)}", file=sys.stderr)


if __name__ == "__main__":
    main()
