"""What the finalists gain: the winner of their retrainings against the trial with the best single value.

    python -m benchmarks.finalists --seeds 100 200

One search a seed, of live moons: 64 trials, then the best 5 retrained 5 times each. Both winners are judged by their
dev error, the mean over 32 draws that neither has seen. Keeps what it measures in benchmarks/results/finalists.csv,
and goes on from there.
"""

import argparse
from collections.abc import Sequence

from benchmarks import kept
from benchmarks.live_runs import searched
from benchmarks.search_quality.live import Trainings
from benchmarks.search_quality.live_searches import config
from hpsearch.trials.intervals import ConfidenceInterval

RESULTS = kept.FOLDER / "finalists.csv"
HEADER = (
    "seed",
    "number_by_single_value",
    "number_by_finalists",
    "dev_error_by_single_value",
    "dev_error_by_finalists",
)

SEARCH = "live moons"
JUDGED = range(10_000, 10_032)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is missing, and print what follows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", nargs=2, type=int, default=(100, 200), help="from, and up to but without")
    known = {int(row[0]) for row in kept.read(RESULTS)}
    for seed in range(*parser.parse_args(arguments).seeds):
        if seed not in known:
            kept.add(RESULTS, HEADER, winners(seed))
    rows = kept.read(RESULTS)
    single, chosen = ([float(row[column]) for row in rows] for column in (3, 4))
    difference = ConfidenceInterval.of([b - a for a, b in zip(single, chosen, strict=True)])
    others = sum(row[1] != row[2] for row in rows)
    print(f"dev error by single value {sum(single) / len(rows):.4f}, by finalists {sum(chosen) / len(rows):.4f}")
    print(f"difference {difference.middle:+.5f} ± {difference.half:.5f} over {len(rows)} seeds")
    print(f"the finalists put another trial first with {others} of them")


def winners(seed: int) -> tuple[object, ...]:
    """A row of the results."""
    prepared = config(SEARCH, seed=seed, finalists={"count": 5, "repeats": 5})
    with searched(prepared) as run:
        chosen, single = run.best, prepared.ranking.best_first(run.outcomes)[0]
    errors = Trainings(prepared).truths([single.settings, chosen.settings], JUDGED)
    return seed, single.number, chosen.number, *(f"{error:.6g}" for error in errors)


if __name__ == "__main__":
    main()
