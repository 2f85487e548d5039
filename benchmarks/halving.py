"""What halving gains at equal training: a search with it has as many more trials as its epochs allow.

    python -m benchmarks.halving --seeds 100 130

Each search has 4 rounds and coarse_to_fine, models train for 30 epochs, and halving begins with 3 and keeps a third. A
seed has a split and draws of its own; what is compared is the winner's dev metric, the mean over 16 fresh draws. Keeps
what it measures in benchmarks/results/halving.csv, and goes on from there.
"""

import argparse
from collections.abc import Iterable, Sequence
from itertools import count

from benchmarks import kept
from benchmarks.live_runs import searched
from benchmarks.search_quality.live import Trainings
from benchmarks.search_quality.live_searches import config
from hpsearch.config.search import Halving
from hpsearch.intervals import Interval
from hpsearch.search.halving import epochs_of_round

RESULTS = kept.FOLDER / "halving.csv"
HEADER = ("search", "seed", "halving", "trials", "epochs", "dev_metric")

SEARCHES = ("live digits", "live breast_cancer", "live diabetes", "live moons")
ROUNDS, ROUND, EPOCHS = 4, 16, 30
PLAN = Halving(min_epochs=3, factor=3)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is missing, and print a line a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", nargs=2, type=int, default=(100, 130), help="from, and up to but without")
    seeds = range(*parser.parse_args(arguments).seeds)
    for seed in seeds:
        for name in SEARCHES:
            measure(name, seed)
    print("\n".join(table(kept.read(RESULTS))))


def measure(name: str, seed: int) -> None:
    """One search without halving and one with, unless they are kept already."""
    known = {tuple(row[:3]) for row in kept.read(RESULTS)}
    for label, size, halving in (("without", ROUND, None), ("with", affordable(), PLAN)):
        if (name, str(seed), label) in known:
            continue
        prepared = config(
            name,
            f"hyperparameters.epochs={EPOCHS}",
            trials=ROUNDS * size,
            rounds=ROUNDS,
            halving=halving and halving.model_dump(),
            seed=seed,
        )
        with searched(prepared) as run:
            epochs, winner = run.trials.epochs_run.sum(), run.best.settings
        (truth,) = Trainings(prepared).truths([winner])
        kept.add(RESULTS, HEADER, (name, seed, label, ROUNDS * size, epochs, f"{truth:.6g}"))


def affordable() -> int:
    """The most trials that a round with halving can have for the epochs of a round without."""
    return next(size for size in count(ROUND) if epochs_of_round(PLAN, size + 1, EPOCHS) > ROUND * EPOCHS)


def table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Means, and paired differences: negative where halving is better."""
    yield "| set | without: trials, epochs, dev metric | with | with − without, 95 % | relative | seeds |"
    yield "|---|---|---|---|---|---|"
    for name in SEARCHES:
        of_kind = {
            kind: {int(row[1]): row for row in rows if row[0] == name and row[2] == kind}
            for kind in ("without", "with")
        }
        seeds = sorted(set.intersection(*map(set, of_kind.values())))
        without, halved = ([float(by_seed[seed][5]) for seed in seeds] for by_seed in of_kind.values())
        difference = Interval.of([b - a for a, b in zip(without, halved, strict=True)])
        described = [
            f"{by_seed[seeds[0]][3]}, {mean(float(by_seed[seed][4]) for seed in seeds):,.0f}, {mean(values):.4g}"
            for by_seed, values in zip(of_kind.values(), (without, halved), strict=True)
        ]
        ratio = f"{difference.middle / mean(without):+.1%} ± {difference.half / mean(without):.1%}"
        yield (
            f"| {name.removeprefix('live ')} | {' | '.join(described)} "
            f"| {difference.middle:+.4g} ± {difference.half:.2g} | {ratio} | {len(seeds)} |"
        )


def mean(values: Iterable[float]) -> float:
    """Of some numbers."""
    listed = list(values)
    return sum(listed) / len(listed)


if __name__ == "__main__":
    main()
