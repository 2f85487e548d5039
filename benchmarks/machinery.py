"""What a trial costs beside its training: asking, storing, telling, the tables, in seconds of the processor.

    python -m benchmarks.machinery random coarse_to_fine
    python -m benchmarks.machinery --trials 100000 --round 2000

A whole search in a folder, whose trainings take no time and have 30 epochs of history. The aim: at most 5 ms at 100,000
trials in rounds of 2,000, and at the end no more than 1.5 × what it is at the beginning.
"""

import argparse
from collections.abc import Iterable, Iterator
from math import ceil, log10
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from numpy.random import default_rng

from benchmarks.one_thread import settle_on_one_thread
from hpsearch.config import config_from
from hpsearch.search.events import RoundFinished
from hpsearch.search.modes import Caviar
from hpsearch.search.prepare import Prepared, prepare
from hpsearch.search.search import search
from hpsearch.training.objective import Plans, SavableModel
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status, Trial

EPOCHS = 30
SEARCHED = {
    "layers": {"low": 1, "high": 3},
    "units": {"low": 16, "high": 128, "step": 16},
    "optimizer": {"choices": ["momentum", "adam"]},
    "learning_rate": {"low": 1e-4, "high": 1, "scale": "log"},
    "beta1": {"low": 0.9, "high": 0.999, "scale": "reverse_log", "when": {"optimizer": ["momentum"]}},
    "l2": {"low": 1e-2, "high": 1e2, "scale": "log", "or_zero": True},
}


class Untrained(Caviar):
    """The mode of a search whose trials have no networks."""

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> SavableModel | None:  # noqa: ARG002
        """Nothing to predict with."""
        return None


class Instant:
    """Workers whose trainings take no time: their results are made up."""

    jobs = 2

    def __init__(self) -> None:
        self._noise = default_rng(0)

    def placed(self, value: Any) -> Any:
        """The value as it is."""
        return value

    def train(self, cohorts: Iterable[Plans], _training: Any, _limit: Any) -> Iterator[list[Outcome]]:
        """The outcomes of each cohort."""
        for cohort in cohorts:
            if not cohort:
                return
            yield [self._outcome(plan.trial, plan.repeat) for plan in cohort]

    def _outcome(self, trial: Trial, repeat: int) -> Outcome:
        error = 0.1 * abs(log10(trial.settings["learning_rate"]) + 2) + 0.02 * self._noise.standard_normal()
        metrics = {"dev_error": error, "dev_loss": error, "train_error": error / 2, "train_loss": error / 2}
        history = tuple(EpochRecord(0, 0, epoch, 0.01, metrics, 1.0) for epoch in range(1, EPOCHS + 1))
        return Outcome(trial, Status.COMPLETE, metrics, EPOCHS, EPOCHS, history=history, repeat=repeat)


def rounds(sampler: str, trials: int, size: int, lag: int) -> tuple[list[float], float]:
    """The milliseconds a trial that each round of a search takes, and that all of it takes, with its last tables."""
    config = config_from(
        {
            "data": {"source": "digits"},
            "hyperparameters": {**SEARCHED, "epochs": EPOCHS},
            "search": {"sampler": sampler, "trials": trials, "rounds": ceil(trials / size), "lag": lag},
        }
    )
    spent, begun = [], process_time()
    started = begun
    with TemporaryDirectory() as folder:
        for event in search(prepare(config), Path(folder, "run"), Instant(), mode=Untrained()):
            if isinstance(event, RoundFinished):
                spent.append(1e3 * (process_time() - started) / size)
                started = process_time()
    return spent, 1e3 * (process_time() - begun) / trials


def main() -> None:
    """Print a row a sampler: over the first tenth of its rounds but the very first, the last tenth, and all trials."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samplers", nargs="*", default=["random", "coarse_to_fine"])
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--round", type=int, default=16, help="trials in a round")
    parser.add_argument("--lag", type=int, default=1, help="search.lag")
    settle_on_one_thread()
    asked = parser.parse_args()
    print("| sampler | ms a trial, first tenth | last tenth | ratio | all |\n|---|---|---|---|---|")
    for sampler in asked.samplers:
        spent, every = rounds(sampler, asked.trials, asked.round, asked.lag)
        near = max(1, len(spent) // 10)  # tables are not written in each round, so several are looked at
        first, last = mean(spent[1 : near + 1]), mean(spent[-near:])
        print(f"| {sampler} | {first:.2f} | {last:.2f} | {last / first:.2f} | {every:.2f} |", flush=True)


if __name__ == "__main__":
    main()
