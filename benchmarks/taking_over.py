"""How many trainings a search saves that takes over the trials of an earlier one, with other learning rates.

`python -m benchmarks.taking_over [SEEDS]`: after a first search whose learning rates were too low, up to 3e-3, the
second has wider ones, up to 1, or higher ones, from 1e-3 to 1, in which few of the earlier trials lie; the others tell
the sampler what to expect. After a first search of the wide ones, the second has narrower ones. It is made with
`from_run`, and without. The regret is the best dev_loss so far less the best that either found, the mean over the
seeds; the saving is the share of the trainings that the search with `from_run` needs less to come to the regret that
the other one has after 16, 24 and 32.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

import hpsearch
from hpsearch.runs.run import Run

PROBLEMS = ("wine", "digits", "breast_cancer", "moons")
RANGES = {
    "wider": ((1e-4, 3e-3), (1e-4, 1.0)),
    "higher": ((1e-4, 3e-3), (1e-3, 1.0)),
    "narrower": ((1e-4, 1.0), (3e-3, 0.3)),
}
"""The lowest and the highest learning rate of the first and of the second search."""

TRIALS = 32
AFTER = (16, 24, 32)


def config(source: str, seed: int, rates: tuple[float, float]) -> dict[str, Any]:
    """The search of a problem with these learning rates."""
    return {
        "data": {"source": source},
        "hyperparameters": {
            "units": {"low": 4, "high": 64, "scale": "log"},
            "optimizer": {"choices": ["momentum", "adam"]},
            "learning_rate": {"low": rates[0], "high": rates[1], "scale": "log"},
            "l2": {"low": 1e-2, "high": 10, "scale": "log", "or_zero": True},
            "epochs": 10,
        },
        "search": {
            "trials": TRIALS,
            "rounds": 4,
            "seed": seed,
            "metric": "dev_loss",
            "finalists": None,
            "ensemble": "none",
        },
    }


def best_so_far(folder: Path) -> list[float]:
    """The best dev_loss among the trials taken over, then after each training of the run."""
    outcomes = sorted(Run(folder).outcomes, key=lambda outcome: outcome.number)
    losses = [(outcome.origin, outcome.metrics.get("dev_loss", np.inf)) for outcome in outcomes]
    known = min((loss for origin, loss in losses if origin), default=np.inf)
    return list(accumulate((loss for origin, loss in losses if not origin), min, initial=known))


def curves(source: str, range_: str, seed: int) -> tuple[list[float], list[float]]:
    """The best so far before and after each training: with the earlier trials, and without."""
    options: dict[str, Any] = {"jobs": 1, "backend": "in_process"}
    with TemporaryDirectory() as name, threadpool_limits(1):
        place = Path(name)
        first, second = (config(source, seed, rates) for rates in RANGES[range_])
        hpsearch.run(first, out=place / "first", **options)
        hpsearch.run(second, out=place / "with", from_run=place / "first", **options)
        hpsearch.run(second, out=place / "without", **options)
        return best_so_far(place / "with"), best_so_far(place / "without")


def row(source: str, range_: str, found: "np.ndarray[Any, np.dtype[np.float64]]") -> str:
    """The line of a problem, of curves (seeds, 2, 1 + trainings): with the earlier trials, and without."""
    lowest = found.min(axis=(1, 2), keepdims=True)
    with_them, without = (found - lowest).mean(axis=0)
    needed = [
        int(np.argmax(with_them <= without[after])) if with_them[-1] <= without[after] else None for after in AFTER
    ]
    cells = [
        f"{'more' if need is None else need} | {without[after]:.4f}" for after, need in zip(AFTER, needed, strict=True)
    ]
    return f"| {source} | {range_} | {' | '.join(cells)} | {with_them[-1]:.4f} |"


def main() -> None:
    """Print a line for each problem and range: trainings needed, and the regret that they come to."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for source in PROBLEMS:
            for range_ in RANGES:
                curves_of = partial(curves, source, range_)
                print(row(source, range_, np.array(list(pool.map(curves_of, range(seeds))))), flush=True)


if __name__ == "__main__":
    main()
