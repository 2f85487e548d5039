"""How good is what a search has after 5, 15 and 60 seconds, start-up included? hpsearch, and what people use instead.

    python -m benchmarks.anytime FOLDER --tables adult,hmda --seconds 5,15,60 --jobs 2 --seeds 0

The folder is one that `benchmarks.quality` reads. hpsearch searches once for each time, the peers once for the longest.
The setting that each has by then is trained again with new seeds: the mean of their dev errors is without the luck of a
search. Measures what is not in benchmarks/results/anytime.csv, keeps it there, prints tables and draws the figure.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import mean

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor

from benchmarks.anytime import ours, peers
from benchmarks.anytime.contest import Contestant, Errors, Task
from benchmarks.anytime.figure import FIGURE, drawn
from benchmarks.anytime.results import RESULTS, Row, add, stored
from benchmarks.anytime.tables import comparisons, figures, standard_error
from benchmarks.quality import QualityTable

OURS = "hpsearch"
CONTESTANTS: Mapping[str, Contestant] = {
    OURS: ours.winners,
    "Optuna and PyTorch": partial(peers.winners, "benchmarks.anytime.optuna_pytorch"),
    "RandomizedSearchCV": partial(peers.winners, "benchmarks.anytime.scikit_learn"),
}
"""hpsearch comes first: if it takes longer than it should, its peers have as long."""

FIRST_NEW_SEED = 10_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is missing, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", default="", help="names, by default all")
    parser.add_argument("--seconds", default="5,15,60")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seeds", default="0")
    parser.add_argument("--contestants", default=",".join(CONTESTANTS))
    parser.add_argument("--repeats", type=int, default=5, help="how often a winner is trained again")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--figure", type=Path, default=FIGURE)
    given = parser.parse_args(arguments)
    chosen = [name for name in given.tables.split(",") if name]
    names = [name for name in CONTESTANTS if name in given.contestants.split(",")]
    times = sorted(float(seconds) for seconds in given.seconds.split(","))
    for entry in json.loads((given.folder / "manifest.json").read_text("utf-8")):
        if chosen and entry["name"] not in chosen:
            continue
        table = QualityTable.read(given.folder, entry["name"], entry["target"])
        for seed in map(int, given.seeds.split(",")):
            with Task.of(table, given.jobs, seed) as task:
                for name in names:
                    measure(name, task, times, given.repeats, given.results)
    rows = stored(given.results)
    print("\n".join([*figures(rows, names), "", *comparisons(rows, names)]))
    drawn(rows, names).savefig(given.figure, dpi=160)


def measure(name: str, task: Task, times: Sequence[float], repeats: int, results: Path) -> None:
    """What a contestant has after each of the times, but for what is kept already."""
    known = {row.key: row for row in stored(results)}
    case = task.table.name, task.seed
    missing = [seconds for seconds in times if (case[0], name, seconds, case[1]) not in known]
    moments = dict.fromkeys(missing, 0.0)
    for seconds in missing:
        row = known.get((case[0], OURS, seconds, case[1]))
        moments[seconds] = max(seconds, row.took if row else 0.0)
    trained: dict[str, list[Errors]] = {}
    for seconds, winner in CONTESTANTS[name](task, moments) if moments else ():
        setting = json.dumps(winner.setting)
        if setting not in trained:
            seeds = range(FIRST_NEW_SEED, FIRST_NEW_SEED + repeats)
            trained[setting] = Parallel(task.jobs)(delayed(winner.retrained)(seed) for seed in seeds)
        dev, test = zip(*trained[setting], strict=True)
        found = (winner.took, winner.dev, mean(dev), standard_error(dev), mean(test), winner.test)
        row = Row(case[0], name, seconds, case[1], *found, setting)
        add(row, results)
        errors = f"dev {row.dev_retrained:.4f}, test {row.test_handed_over:.4f}"
        print(f"{case[0]}, {name}, {seconds:g} s: took {row.took:.1f} s, {errors}", file=sys.stderr, flush=True)
    get_reusable_executor().shutdown()  # so that the next contestant has the machine for itself


if __name__ == "__main__":
    main()
