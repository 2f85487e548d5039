"""How many trainings a search saves that takes over the trials of an earlier one, with other learning rates.

`python -m benchmarks.taking_over [SEEDS]`, on the live problems of `benchmarks.search_quality`: after a first search of
the lower half of a problem's learning rates, the second has all of them (wider), or the upper two thirds, in which few
of the earlier trials lie (higher); after a first search of all of them, the second has those up to three times as high
or as low as the best known (narrower). It is made with `from_run`, and without.

After each training a search has a best setting so far, by its noisy results. What counts is that setting's noise-free
cost on the same split, the mean over draws that no search has, and of that the mean over the seeds. The saving is the
share of the trainings that the search with `from_run` needs less to come to the lowest of these that the other one has
had after 16, 24 and 32.
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import exp, inf, log
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

import hpsearch
from benchmarks.search_quality.live import REFERENCES, TRUTH, Trainings
from benchmarks.search_quality.live_searches import SEARCHES
from hpsearch.config import config_from
from hpsearch.runs.run import Run
from hpsearch.search.prepare import prepare
from hpsearch.trials.outcomes import Settings

RANGES = ("wider", "higher", "narrower")
FIRST_SEED = 100
TRIALS = 32
AFTER = (16, 24, 32)


def rates(problem: str, range_: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """The lowest and the highest learning rate of the first and of the second search."""
    whole = SEARCHES[problem][2]["learning_rate"]
    low, high = log(whole["low"]), log(whole["high"])
    if range_ == "narrower":
        best = json.loads(REFERENCES.read_text("utf-8"))[problem]["settings"]["learning_rate"]
        return (exp(low), exp(high)), (max(exp(low), best / 3), min(exp(high), best * 3))
    first = (exp(low), exp((low + high) / 2))
    return first, (exp(low) if range_ == "wider" else exp(low + (high - low) / 3), exp(high))


def config(problem: str, seed: int, rates: tuple[float, float]) -> dict[str, Any]:
    """The search of a problem with these learning rates."""
    source, metric, hyperparameters = SEARCHES[problem]
    return {
        "data": {"source": source},
        "hyperparameters": {**hyperparameters, "learning_rate": {"low": rates[0], "high": rates[1], "scale": "log"}},
        "search": {
            "trials": TRIALS,
            "rounds": 4,
            "seed": seed,
            "metric": metric,
            "finalists": None,
            "ensemble": "none",
        },
    }


def best_so_far(folder: Path, trained: Trainings) -> list[Settings | None]:
    """The best settings among the trials taken over, if any, then after each training of the run."""
    best: Settings | None = None
    lowest, found = (inf, inf), []
    outcomes = sorted(Run(folder).outcomes, key=lambda outcome: (not outcome.origin, outcome.number))
    taken = sum(bool(outcome.origin) for outcome in outcomes)
    for place, outcome in enumerate(outcomes, start=1):
        cost = (trained.cost(outcome), outcome.metrics.get("dev_loss", inf))
        if cost < lowest:
            lowest, best = cost, outcome.trial.settings
        if place == taken or outcome.origin == "":
            found.append(best)
    return found if taken else [None, *found]


def costs(found: list[Settings | None], trained: Trainings) -> list[float]:
    """The noise-free cost of each; of none, what a guess costs."""
    known = [settings for settings in found if settings is not None]
    truths = iter(trained.truths(known, TRUTH))
    return [trained.guess if settings is None else next(truths) for settings in found]


def curves(problem: str, range_: str, seed: int) -> tuple[list[float], list[float]]:
    """The noise-free cost of the best before and after each training: with the earlier trials, and without."""
    options: dict[str, Any] = {"jobs": 1, "backend": "in_process"}
    with TemporaryDirectory() as name, threadpool_limits(1):
        place = Path(name)
        first, second = (config(problem, seed, each) for each in rates(problem, range_))
        trained = Trainings(prepare(config_from(second)))
        hpsearch.run(first, out=place / "first", **options)
        hpsearch.run(second, out=place / "with", from_run=place / "first", **options)
        hpsearch.run(second, out=place / "without", **options)
        with_them, without = (costs(best_so_far(place / each, trained), trained) for each in ("with", "without"))
        return with_them, without


def row(problem: str, range_: str, found: NDArray[np.float64]) -> str:
    """The line of a problem, of curves (seeds, 2, 1 + trainings): with the earlier trials, and without."""
    with_them, without = np.minimum.accumulate(found.mean(axis=0), axis=1)
    needed = [
        int(np.argmax(with_them <= without[after])) if with_them[-1] <= without[after] else None for after in AFTER
    ]
    cells = [
        f"{'more' if need is None else need} | {without[after]:.4f}" for after, need in zip(AFTER, needed, strict=True)
    ]
    return f"| {problem} | {range_} | {' | '.join(cells)} | {with_them[-1]:.4f} |"


def main() -> None:
    """Print a line for each problem and range: trainings needed, and the cost that they come to."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for problem in SEARCHES:
            for range_ in RANGES:
                curves_of = partial(curves, problem, range_)
                found = list(pool.map(curves_of, range(FIRST_SEED, FIRST_SEED + seeds)))
                print(row(problem, range_, np.array(found)), flush=True)


if __name__ == "__main__":
    main()
