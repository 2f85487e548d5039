"""What rounds cost where there are many workers, beside an order with a lag, which hpsearch does not have.

`python -m benchmarks.many_workers`: rounds wait for their last trial. With a lag of 1,024, trial k would be proposed
from the results of the trials up to k − 1,024, whatever else has ended: also the same for any number of workers. The
first table simulates how much of their time 4,096 trials keep workers busy, one trial at a time each; the durations are
drawn from those that a real search recorded. The second has what is found: the mean regret of coarse_to_fine after 64
trials of the functions of benchmarks/search_quality, in rounds of 16 and with a lag of 16.
"""

from collections.abc import Sequence
from heapq import heapreplace
from itertools import accumulate
from math import isfinite
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

import optuna
from numpy.random import default_rng
from threadpoolctl import threadpool_limits

import hpsearch
from benchmarks.search_quality.functions import function, functions
from benchmarks.search_quality.problem import Problem
from benchmarks.search_quality.samplers import ROUND, TRIALS, contestant
from benchmarks.search_quality.searching import searched

WORKERS = (1, 4, 16, 64, 256, 1024, 4096, 10_000)
MANY, LAG = 4096, 1024
SEEDS = range(100, 110)

RECORDED = {
    "data": {"source": "digits"},
    "hyperparameters": {
        "layers": {"low": 1, "high": 3},
        "units": {"low": 16, "high": 128, "step": 16},
        "optimizer": {"choices": ["momentum", "adam"]},
        "learning_rate": {"low": 1e-4, "high": 1, "scale": "log"},
        "epochs": {"low": 5, "high": 30},
    },
    "search": {"sampler": "random", "trials": 128, "rounds": 1, "finalists": None, "ensemble": "none"},
}


def recorded() -> list[float]:
    """The seconds that each trial of a search took."""
    with TemporaryDirectory() as folder:
        run = hpsearch.run(RECORDED, out=Path(folder, "run"), jobs=1, on_progress=lambda _event: None)
        return [outcome.seconds for outcome in run.outcomes]


def busy_in_rounds(seconds: Sequence[float], workers: int, size: int = LAG) -> float:
    """The share of their time for which workers train; each round begins when all of the last one has ended."""
    lasted = 0.0
    for first in range(0, len(seconds), size):
        ends = [0.0] * workers
        for each in sorted(seconds[first : first + size], reverse=True):  # the longest first, as hpsearch does
            heapreplace(ends, ends[0] + each)
        lasted += max(ends)
    return sum(seconds) / (workers * lasted)


def busy_with_lag(seconds: Sequence[float], workers: int, lag: int = LAG) -> float:
    """The same where a trial begins once all trials up to `lag` before it have ended."""
    free, ends = [0.0] * workers, list[float]()
    known = accumulate(ends, max)  # which looks at the list as it grows
    for number, each in enumerate(seconds):
        start = max(free[0], next(known) if number >= lag else 0.0)
        ends.append(start + each)
        heapreplace(free, start + each)
    return sum(seconds) / (workers * max(ends))


def regret_with_lag(problem: Problem, seed: int, lag: int = ROUND) -> float:
    """The regret of what coarse_to_fine chooses where each result is told `lag` trials later."""
    study = optuna.create_study(sampler=contestant("coarse_to_fine").make(seed))
    results, worst = [], 0.0
    for number in range(TRIALS):
        if number >= lag:
            trial, _, (cost, *_) = results[number - lag]
            worst = max(worst, cost if isfinite(cost) else worst)
            study.tell(trial, cost if isfinite(cost) else worst)
        trial = study.ask(dict(problem.distributions))
        settings = problem.settings(trial)
        results.append((trial, settings, problem.measured([settings], seed, number)[0]))
    return problem.regrets([min(results, key=lambda result: result[2])[1]])[0]


def print_use() -> None:
    """Print for how much of their time workers train."""
    seconds = list(default_rng(0).choice(recorded(), MANY))
    print(
        f"| workers | busy in {MANY // LAG} rounds | busy with a lag of {LAG:,} | of {LAG // 2:,} |\n|---|---|---|---|"
    )
    for workers in WORKERS:
        lagging = (busy_with_lag(seconds, workers, lag) for lag in (LAG, LAG // 2))
        shares = (f"{100 * share:.0f} %" for share in (busy_in_rounds(seconds, workers), *lagging))
        print(f"| {workers:,} | {' | '.join(shares)} |", flush=True)


def print_regrets() -> None:
    """Print what is found."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    print(f"| regret, {len(SEEDS)} seeds | rounds of {ROUND} | lag of {ROUND} | of {ROUND // 2} |\n|---|---|---|---|")
    ours = contestant("coarse_to_fine")
    for name in functions():
        problem = function(name)
        rounds = mean(problem.regrets(searched(problem, ours, seed).chosen[-1:])[0] for seed in SEEDS)
        lagging = (mean(regret_with_lag(problem, seed, lag) for seed in SEEDS) for lag in (ROUND, ROUND // 2))
        print(f"| {name} | {' | '.join(f'{regret:.3f}' for regret in (rounds, *lagging))} |", flush=True)


if __name__ == "__main__":
    threadpool_limits(1)
    print_use()
    print()
    print_regrets()
