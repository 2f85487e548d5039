"""What halving gains at equal training: a search with it has as many more trials as its epochs allow.

    python -m benchmarks.halving --seeds 100 130

Each search has 4 rounds and coarse_to_fine, models train for 30 epochs, and halving begins with 3 and keeps a third. A
seed has a split and draws of its own; what is compared is the winner's dev metric, the mean over 16 fresh draws. Keeps
what it measures in benchmarks/results/halving.csv, and goes on from there.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import count

from benchmarks import kept
from benchmarks.live_runs import searched
from benchmarks.search_quality.live import Trainings
from benchmarks.search_quality.live_searches import config
from hpsearch.config.search import Halving
from hpsearch.intervals import Interval
from hpsearch.repeats import mean
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


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Means, and paired differences: negative where halving is better."""
    yield "| set | without: trials, epochs, dev metric | with | with − without, 95 % | relative | seeds |"
    yield "|---|---|---|---|---|---|"
    relative = []
    for name in SEARCHES:
        without, halved = (of_kind(rows, name, kind) for kind in ("without", "with"))
        seeds = sorted(without.keys() & halved.keys())
        metrics = [[float(kind[seed][-1]) for seed in seeds] for kind in (without, halved)]
        differences = [b - a for a, b in zip(*metrics, strict=True)]
        relative.append([100 * difference / mean(metrics[0]) for difference in differences])
        described = [
            f"{kind[seeds[0]][3]}, {mean([float(kind[seed][4]) for seed in seeds]):,.0f}, {mean(values):.4g}"
            for kind, values in zip((without, halved), metrics, strict=True)
        ]
        cells = [name.removeprefix("live "), *described, within(differences, ".2g"), f"{within(relative[-1], '.1f')} %"]
        yield f"| {' | '.join(cells)} | {len(seeds)} |"
    together = [mean(each) for each in zip(*relative, strict=False)]
    yield f"| all, in the mean | | | | {within(together, '.1f')} % | {len(together)} |"


def of_kind(rows: Sequence[Sequence[str]], name: str, kind: str) -> dict[int, Sequence[str]]:
    """The rows of one search with or without halving, by seed."""
    return {int(row[1]): row for row in rows if (row[0], row[2]) == (name, kind)}


def within(values: Sequence[float], digits: str) -> str:
    """The mean of some numbers with its 95 % interval."""
    interval = Interval.of(values)
    return f"{interval.middle:+{digits}} ± {interval.half:{digits}}".replace("-", "−")


if __name__ == "__main__":
    main()
