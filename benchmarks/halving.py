"""What halving gains at equal training: a search with it has as many more trials as its epochs allow.

    python -m benchmarks.halving --samplers random --rounds 16 --seeds 100 150

A search has 4 rounds of models that train for 30 epochs; halving begins with 3 and keeps a third; with `auto`
models go on in any round. A seed has a split and draws of its own; what is compared is the winner's dev metric, the
mean over 16 retrainings. Keeps what it measures in benchmarks/results/halving.csv, and goes on from there.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import count, product

from benchmarks import kept
from benchmarks.live_runs import searched
from benchmarks.search_quality.live import Trainings
from benchmarks.search_quality.live_searches import config
from hpsearch.config.sections.search import Halving
from hpsearch.search.halving.within_rounds import epochs_of_round
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.repeats import mean

RESULTS = kept.FOLDER / "halving.csv"
HEADER = ("search", "sampler", "round", "seed", "halving", "trials", "epochs", "dev_metric")

SEARCHES = ("live digits", "live breast_cancer", "live diabetes", "live moons")
SAMPLERS = ("random", "coarse_to_fine")
SIZES = (16, 8)
ROUNDS, EPOCHS = 4, 30
KINDS = {"with": Halving(min_epochs=3, factor=3), "auto": Halving(among="search")}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is missing, and print a line a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samplers", nargs="+", choices=SAMPLERS, default=SAMPLERS)
    parser.add_argument("--rounds", nargs="+", type=int, default=SIZES, help="trials of a round without halving")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), help="of halving, beside none")
    parser.add_argument("--seeds", nargs=2, type=int, default=(100, 130), help="from, and up to but without")
    options = parser.parse_args(arguments)
    for seed, name, sampler, size in product(range(*options.seeds), SEARCHES, options.samplers, options.rounds):
        measure(name, sampler, size, seed, options.kinds)
    print("\n".join(table(kept.read(RESULTS))))


def measure(name: str, sampler: str, size: int, seed: int, kinds: Sequence[str]) -> None:
    """One search without halving and one of each kind, unless they are kept already."""
    known = {tuple(row[:5]) for row in kept.read(RESULTS)}
    for label, trials, halving in (("without", size, None), *((k, affordable(size, p), p) for k, p in KINDS.items())):
        if label not in ("without", *kinds) or (name, sampler, str(size), str(seed), label) in known:
            continue
        prepared = config(
            name,
            f"hyperparameters.epochs={EPOCHS}",
            sampler=sampler,
            trials=ROUNDS * trials,
            rounds=ROUNDS,
            halving=halving and halving.model_dump(),
            seed=seed,
        )
        with searched(prepared) as run:
            epochs, winner = run.trials.epochs_run.sum(), run.best.settings
        (truth,) = Trainings(prepared).truths([winner])
        kept.add(RESULTS, HEADER, (name, sampler, size, seed, label, ROUNDS * trials, epochs, f"{truth:.6g}"))


def affordable(size: int, plan: Halving) -> int:
    """The most trials that a round with halving can have for the epochs of a round of `size` without."""
    return next(most for most in count(size) if epochs_of_round(plan, most + 1, EPOCHS) > size * EPOCHS)


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Means, and paired differences: negative where halving is better."""
    yield "| sampler | halving | set | without: trials, epochs, dev metric | with | with − without | relative | seeds |"
    yield "|---|---|---|---|---|---|---|---|"
    for kind, sampler, size in product(KINDS, SAMPLERS, SIZES):
        relative = []
        for name in SEARCHES:
            without, halved = (of_kind(rows, name, sampler, size, label) for label in ("without", kind))
            seeds = sorted(without.keys() & halved.keys())
            if len(seeds) < 2:  # of which there is no interval
                continue
            metrics = [[float(found[seed][-1]) for seed in seeds] for found in (without, halved)]
            differences = [b - a for a, b in zip(*metrics, strict=True)]
            relative.append([100 * difference / mean(metrics[0]) for difference in differences])
            described = [
                f"{found[seeds[0]][5]}, {mean([float(found[seed][6]) for seed in seeds]):,.0f}, {mean(values):.4g}"
                for found, values in zip((without, halved), metrics, strict=True)
            ]
            percent = f"{within(relative[-1], '.1f')} %"
            cells = [sampler, kind, name.removeprefix("live "), *described, within(differences, ".2g"), percent]
            yield f"| {' | '.join(cells)} | {len(seeds)} |"
        if relative:
            together = [mean(each) for each in zip(*relative, strict=False)]
            yield f"| {sampler} | {kind} | all, in the mean | | | | {within(together, '.1f')} % | {len(together)} |"


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
