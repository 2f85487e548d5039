"""How many trainings a search saves that takes over the trials of an earlier one, whose learning rates were too low.

`python -m benchmarks.taking_over [SEEDS]`: the first search has learning rates up to 0.003, the second up to 1. The
second is made with `from_run`, and without. The regret is the best dev_loss so far less the best that either found,
the mean over the seeds; the saving is the share of the trainings that the search with `from_run` needs less to come to
the regret that the other one ends with.
"""

import sys
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import hpsearch

PROBLEMS = ("wine", "iris", "breast_cancer", "moons")
TRIALS = 32


def config(source: str, seed: int, highest: float) -> dict[str, Any]:
    """The search of a problem with learning rates up to `highest`."""
    return {
        "data": {"source": source},
        "hyperparameters": {
            "units": {"low": 4, "high": 64, "scale": "log"},
            "optimizer": {"choices": ["momentum", "adam"]},
            "learning_rate": {"low": 1e-4, "high": highest, "scale": "log"},
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
    outcomes = sorted(hpsearch.load(folder).outcomes, key=lambda outcome: outcome.number)
    losses = [(outcome.origin, outcome.metrics.get("dev_loss", np.inf)) for outcome in outcomes]
    known = min((loss for origin, loss in losses if origin), default=np.inf)
    return list(accumulate((loss for origin, loss in losses if not origin), min, initial=known))


def curves(source: str, seed: int) -> tuple[list[float], list[float]]:
    """The best so far after each training: with the earlier trials, and without."""
    options = {"jobs": 1, "backend": "in_process"}
    with TemporaryDirectory() as name:
        place = Path(name)
        hpsearch.run(config(source, seed, 3e-3), out=place / "first", **options)
        wide = config(source, seed, 1.0)
        hpsearch.run(wide, out=place / "with", from_run=place / "first", **options)
        hpsearch.run(wide, out=place / "without", **options)
        return best_so_far(place / "with"), best_so_far(place / "without")


def main() -> None:
    """Print the saving of each problem."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for source in PROBLEMS:
        found = np.array([curves(source, seed) for seed in range(seeds)])
        regrets = (found - found.min(axis=(1, 2), keepdims=True)).mean(axis=0)
        target = regrets[1, -1]
        needed = int(np.argmax(regrets[0] <= target)) if (regrets[0] <= target).any() else TRIALS
        saved = f"{needed} of {TRIALS} trainings to the same regret ({target:.4f}), saved {1 - needed / TRIALS:.0%}"
        print(f"{source}: {saved}; at the end {regrets[0, -1]:.4f}", flush=True)


if __name__ == "__main__":
    main()
