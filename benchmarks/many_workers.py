"""What rounds cost where there are many workers, one after the other and overlapping (`search.lag`).

`python -m benchmarks.many_workers`: the first table simulates for how much of their time 4,096 trials keep workers
busy, one trial at a time each; the durations are drawn from those that a real search recorded. Where it is known how
long a trial takes, as of networks, a round trains its longest trials first; of code of one's own that is not known. The
second table has the mean regret of coarse_to_fine after 64 trials of the functions of benchmarks/search_quality.
"""

from collections import deque
from collections.abc import Sequence
from heapq import heapreplace
from itertools import islice
from math import inf, isfinite
from pathlib import Path
from statistics import mean, stdev
from tempfile import TemporaryDirectory
from typing import Any

import optuna
from numpy.random import default_rng
from threadpoolctl import threadpool_limits

import hpsearch
from benchmarks.search_quality.functions import function, functions
from benchmarks.search_quality.problem import Problem
from benchmarks.search_quality.samplers import TRIALS
from hpsearch.samplers import CoarseToFineSampler
from hpsearch.search.rounds.plan import round_sizes

WORKERS = (1, 4, 16, 64, 256, 1024, 4096, 10_000)
MANY = 4096
PLANS = ((4, 1), (16, 1), (16, 3), (32, 6))
"""Rounds, and their lag."""

SEEDS = range(100, 120)

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


def busy(seconds: Sequence[float], workers: int, rounds: int, lag: int, *, longest_first: bool) -> float:
    """The share of their time for which workers train; a round begins when those up to `lag` before it have ended."""
    free, ended = [0.0] * workers, [0.0]  # when each worker is free; when the first rounds have ended
    waiting = iter(seconds)
    for number, size in enumerate(round_sizes(len(seconds), rounds), start=1):
        asked, last, begin = list(islice(waiting, size)), ended[-1], ended[max(0, number - lag)]
        for each in sorted(asked, reverse=True) if longest_first else asked:
            end = max(free[0], begin) + each
            heapreplace(free, end)
            last = max(last, end)
        ended.append(last)
    return sum(seconds) / (workers * ended[-1])


def regret(problem: Problem, seed: int, size: int, lag: int) -> float:
    """The regret of what coarse_to_fine chooses in rounds of `size` trials, each told `lag` rounds later."""
    study = optuna.create_study(sampler=CoarseToFineSampler(seed, coarse=size))
    worst, best = -inf, (inf, dict[str, Any]())
    untold = deque[list[tuple[Any, float]]]()
    for first in range(0, TRIALS, size):
        if len(untold) == lag:
            for trial, cost in untold.popleft():
                study.tell(trial, cost if isfinite(cost) else worst)
        trials = [study.ask(dict(problem.distributions)) for _ in range(size)]
        settings = [problem.settings(trial) for trial in trials]
        costs = [cost for cost, *_ in problem.measured(settings, seed, first)]
        worst = max([worst, *filter(isfinite, costs)])
        best = min(best, *zip(costs, settings, strict=True), key=lambda found: found[0])
        untold.append(list(zip(trials, costs, strict=True)))
    return problem.regrets([best[1]])[0]


def print_use() -> None:
    """Print for how much of their time workers train."""
    seconds = list(default_rng(0).choice(recorded(), MANY))
    plans = [(f"{rounds} rounds{f', lag {lag}' if lag > 1 else ''}", rounds, lag) for rounds, lag in PLANS]
    heads = (f"{name}, {order}" for name, *_ in plans for order in ("longest first", "any order"))
    print(f"| workers | {' | '.join(heads)} |\n|{'---|' * (1 + 2 * len(plans))}")
    for workers in WORKERS:
        shares = [
            f"{100 * busy(seconds, workers, rounds, lag, longest_first=first):.0f} %"
            for _, rounds, lag in plans
            for first in (True, False)
        ]
        print(f"| {workers:,} | {' | '.join(shares)} |", flush=True)


def print_regrets() -> None:
    """Print what is found."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    plans = ((16, 1), (4, 3), (8, 2), (8, 3))
    heads = (f"rounds of {size}{f', lag {lag}' if lag > 1 else ''}" for size, lag in plans)
    print(f"| regret, {len(SEEDS)} seeds | {' | '.join(heads)} |\n|{'---|' * (1 + len(plans))}")
    for name in functions():
        regrets = ([regret(function(name), seed, size, lag) for seed in SEEDS] for size, lag in plans)
        told = (f"{mean(each):.3f} ± {stdev(each) / len(each) ** 0.5:.3f}" for each in regrets)
        print(f"| {name} | {' | '.join(told)} |", flush=True)


if __name__ == "__main__":
    threadpool_limits(1)
    print_use()
    print()
    print_regrets()
