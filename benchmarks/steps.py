"""Microseconds per model and step: the engine, the products it cannot do without, and its peers, side by side.

All run in one process on one thread, pinned to one CPU, in turn within each round; a figure is the median of its
rounds and a ratio the median of the rounds' ratios. Shuffling, gathering and the preparation of batches count,
JAX's compilation does not and has a column. All train in float32 with Adam on full batches.

Rows can be chosen: `python -m benchmarks.steps a c`.
"""

import sys
from statistics import median

from benchmarks.interleaved import interleaved
from benchmarks.one_thread import settle_on_one_thread
from benchmarks.peers import Contestant
from benchmarks.peers.engine import Engine
from benchmarks.peers.jax_stack import Jax
from benchmarks.peers.products import Products
from benchmarks.peers.pytorch import PyTorch
from benchmarks.peers.scikit_learn import ScikitLearn
from benchmarks.workloads import WORKLOADS, Workload

OURS, PRODUCTS, PYTORCH, SCIKIT_LEARN, JAX = "hpsearch", "GEMMs alone", "PyTorch", "scikit-learn", "JAX"
PEERS = PYTORCH, SCIKIT_LEARN, JAX
TIMES = OURS, PRODUCTS, *PEERS
HEADINGS = (
    "µs per model and step",
    *TIMES,
    f"{OURS} / {PRODUCTS}",
    *(f"{peer} / {OURS}" for peer in PEERS),
    "JAX compiles in",
)
NOTHING = "–"


def main(rows: list[str], rounds: int = 5) -> None:
    """Print the rows of the table that are asked for, all by default."""
    settle_on_one_thread()
    table = [line(name, WORKLOADS[name], rounds) for name in rows or WORKLOADS]
    for cells in [HEADINGS, ["---"] * len(HEADINGS), *table]:
        print(f"| {' | '.join(cells)} |")


def line(name: str, workload: Workload, rounds: int) -> list[str]:
    """A row: times, ratios and the seconds that JAX compiles."""
    print(f"{name} {workload.label} ", end="", file=sys.stderr, flush=True)
    jax = Jax(workload)
    times = microseconds(contestants(workload, jax), workload, rounds)

    def time(contestant: str) -> str:
        return f"{median(times[contestant]):,.0f}" if contestant in times else NOTHING

    def ratio(slow: str, fast: str) -> str:
        if slow not in times:
            return NOTHING
        return f"{median(a / b for a, b in zip(times[slow], times[fast], strict=True)):.2f}"

    return [
        f"{name}: {workload.label}",
        *(time(contestant) for contestant in TIMES),
        ratio(OURS, PRODUCTS),
        *(ratio(peer, OURS) for peer in PEERS),
        f"{jax.compiled_in:.1f} s",
    ]


def contestants(workload: Workload, jax: Jax) -> dict[str, Contestant]:
    """Those that can do the work, in the order of the columns."""
    chosen: dict[str, Contestant] = {
        OURS: Engine(workload),
        PRODUCTS: Products(workload),
        PYTORCH: PyTorch(workload),
        SCIKIT_LEARN: ScikitLearn(workload),
        JAX: jax,
    }
    if workload.regularised:
        del chosen[SCIKIT_LEARN]
    return chosen


def microseconds(contestants: dict[str, Contestant], workload: Workload, rounds: int) -> dict[str, list[float]]:
    """Per model and step, one figure a round."""
    seconds = interleaved({name: contestant.train_epoch for name, contestant in contestants.items()}, rounds)
    return {
        name: [1e6 * time / (workload.batches * contestants[name].models) for time in times]
        for name, times in seconds.items()
    }


if __name__ == "__main__":
    main(sys.argv[1:])
