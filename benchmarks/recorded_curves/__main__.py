"""The command line: record pools of curves, then compare policies on them."""

import argparse
from collections.abc import Iterator, Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.recorded_curves.policies import POLICIES
from benchmarks.recorded_curves.recording import FOLDER, LIVE, REPEATS, Pool, record
from benchmarks.recorded_curves.replay import Replay

BUDGETS = (480, 960)
"""Epochs, for 16 and 32 trainings of 30: with more a pool of 320 settings is used up."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Record, or replay and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["record", "replay"])
    parser.add_argument("names", nargs="*", default=LIVE, help="live problems, or paths of tables")
    parser.add_argument("--seeds", nargs=2, type=int, default=(0, 50), help="from, and up to but without")
    options = parser.parse_args(arguments)
    with threadpool_limits(1):
        if options.what == "record":
            for name in options.names:
                print(record(name), flush=True)
        else:
            print("\n".join(table(range(*options.seeds))))


def table(seeds: Sequence[int]) -> Iterator[str]:
    """The mean regret of each policy at each budget, over all recorded pools, and its ratio to training all."""
    pools = [Pool.read(path) for path in sorted(FOLDER.glob("*.npz"))]
    yield f"| policy | {' | '.join(f'regret at {budget} epochs | ratio' for budget in BUDGETS)} |"
    yield "|---" * (1 + 2 * len(BUDGETS)) + "|"
    first: list[float] = []
    for name in POLICIES:
        means = [
            float(np.mean([[regret(name, pool, seed, budget) for seed in seeds] for pool in pools]))
            for budget in BUDGETS
        ]
        first = first or means
        cells = [f"{mean:.3f} | {mean / whole:.2f}" for mean, whole in zip(means, first, strict=True)]
        yield f"| {name} | {' | '.join(cells)} |"


def regret(policy: str, pool: Pool, seed: int, budget: int) -> float:
    """The regret of one replay."""
    replay = Replay(pool, seed % REPEATS, seed, budget)
    POLICIES[policy](replay)
    return replay.regret()


if __name__ == "__main__":
    main()
