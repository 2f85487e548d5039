"""What halving gains at equal training: a search with it has as many more trials as its epochs allow.

    python -m benchmarks.halving --samplers random --rounds 16 --seeds 100 150

A search has 4 rounds of models that train for 30 epochs; halving begins with 3 and keeps a third. With `auto`, where
models go on in any round, it has as many rounds of 16 as its epochs allow. A seed has a split and draws of its own;
what is compared is the winner's dev metric, the mean over 16 retrainings. Keeps what it measures in
benchmarks/results/halving.csv, and goes on from there.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import count, product

from benchmarks import kept
from benchmarks.live_runs import searched
from benchmarks.search_quality.live import Trainings
from benchmarks.search_quality.live_searches import config
from hpsearch.config.search import Halving
from hpsearch.search.halving import epochs_of_round
from hpsearch.search.rounds import ROUND
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.repeats import mean

RESULTS = kept.FOLDER / "halving.csv"
HEADER = ("search", "sampler", "round", "seed", "halving", "trials", "epochs", "dev_metric")

SEARCHES = ("live digits", "live breast_cancer", "live diabetes", "live moons")
SAMPLERS = ("random", "coarse_to_fine")
SIZES = (16, 8)
ROUNDS, EPOCHS = 4, 30
PLAN = Halving(min_epochs=3, factor=3)
AUTO = Halving(among="search")
KINDS = ("with", "auto")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is missing, and print a line a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samplers", nargs="+", choices=SAMPLERS, default=SAMPLERS)
    parser.add_argument("--rounds", nargs="+", type=int, default=SIZES, help="trials of a round without halving")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="of halving, beside none")
    parser.add_argument("--seeds", nargs=2, type=int, default=(100, 130), help="from, and up to but without")
    options = parser.parse_args(arguments)
    for seed, name, sampler, size in product(range(*options.seeds), SEARCHES, options.samplers, options.rounds):
        measure(name, sampler, size, seed, options.kinds)
    print("\n".join(table(kept.read(RESULTS))))


def measure(name: str, sampler: str, size: int, seed: int, kinds: Sequence[str]) -> None:
    """One search without halving and one of each kind, unless they are kept already."""
    known = {tuple(row[:5]) for row in kept.read(RESULTS)}
    for label, trials, rounds, halving in planned(size):
        if label not in ("without", *kinds) or (name, sampler, str(size), str(seed), label) in known:
            continue
        prepared = config(
            name,
            f"hyperparameters.epochs={EPOCHS}",
            sampler=sampler,
            trials=trials,
            rounds=rounds,
            halving=halving and halving.model_dump(),
            seed=seed,
        )
        with searched(prepared) as run:
            epochs, winner = run.trials.epochs_run.sum(), run.best.settings
        (truth,) = Trainings(prepared).truths([winner])
        kept.add(RESULTS, HEADER, (name, sampler, size, seed, label, trials, epochs, f"{truth:.6g}"))


def planned(size: int) -> Iterator[tuple[str, int, int, Halving | None]]:
    """The trials, the rounds and the halving of searches for the epochs of ROUNDS rounds of `size` models, by kind."""
    yield "without", ROUNDS * size, ROUNDS, None
    yield "with", ROUNDS * affordable(size), ROUNDS, PLAN
    rounds = ROUNDS * size * EPOCHS // epochs_of_round(AUTO, ROUND, EPOCHS)
    yield "auto", rounds * ROUND, rounds, AUTO


def affordable(size: int) -> int:
    """The most trials that a round with halving can have for the epochs of a round of `size` without."""
    return next(most for most in count(size) if epochs_of_round(PLAN, most + 1, EPOCHS) > size * EPOCHS)


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Means, and paired differences: negative where halving is better."""
    yield "| sampler | set | without: trials, epochs, dev metric | with | with − without, 95 % | relative | seeds |"
    yield "|---|---|---|---|---|---|---|"
    for sampler, size in product(SAMPLERS, SIZES):
        relative = []
        for name in SEARCHES:
            without, halved = (of_kind(rows, name, sampler, size, kind) for kind in ("without", "with"))
            seeds = sorted(without.keys() & halved.keys())
            if len(seeds) < 2:  # of which there is no interval
                continue
            metrics = [[float(kind[seed][-1]) for seed in seeds] for kind in (without, halved)]
            differences = [b - a for a, b in zip(*metrics, strict=True)]
            relative.append([100 * difference / mean(metrics[0]) for difference in differences])
            described = [
                f"{kind[seeds[0]][5]}, {mean([float(kind[seed][6]) for seed in seeds]):,.0f}, {mean(values):.4g}"
                for kind, values in zip((without, halved), metrics, strict=True)
            ]
            percent = f"{within(relative[-1], '.1f')} %"
            cells = [sampler, name.removeprefix("live "), *described, within(differences, ".2g"), percent]
            yield f"| {' | '.join(cells)} | {len(seeds)} |"
        if relative:
            together = [mean(each) for each in zip(*relative, strict=False)]
            yield f"| {sampler} | all, in the mean | | | | {within(together, '.1f')} % | {len(together)} |"


def of_kind(rows: Sequence[Sequence[str]], name: str, sampler: str, size: int, kind: str) -> dict[int, Sequence[str]]:
    """The rows of one search by one sampler, with or without halving, by seed."""
    wanted = [name, sampler, str(size), kind]
    return {int(row[3]): row for row in rows if [*row[:3], row[4]] == wanted}


def within(values: Sequence[float], digits: str) -> str:
    """The mean of some numbers with its 95 % interval."""
    interval = ConfidenceInterval.of(values)
    return f"{interval.middle:+{digits}} ± {interval.half:{digits}}".replace("-", "−")


if __name__ == "__main__":
    main()
