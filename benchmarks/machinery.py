"""What a trial costs beside its training: asking for its settings and telling its result, in processor time.

    python -m benchmarks.machinery random coarse_to_fine

The aim: at most 2 ms with random and 10 ms with coarse_to_fine, and at 10,000 trials no more than 1.5 × what it is at
100.
"""

import argparse
from math import log10
from statistics import median
from time import process_time

from numpy.random import default_rng

from benchmarks.one_thread import settle_on_one_thread
from hpsearch.config import config_from
from hpsearch.outcomes import Outcome, Status
from hpsearch.search.prepare import prepare

TRIALS, ROUND = 10_000, 16
SEARCHED = {
    "layers": {"low": 1, "high": 3},
    "units": {"low": 16, "high": 128, "step": 16},
    "optimizer": {"choices": ["momentum", "adam"]},
    "learning_rate": {"low": 1e-4, "high": 1, "scale": "log"},
    "beta1": {"low": 0.9, "high": 0.999, "scale": "reverse_log", "when": {"optimizer": ["momentum"]}},
    "l2": {"low": 1e-2, "high": 1e2, "scale": "log", "or_zero": True},
}


def rounds(sampler: str) -> list[float]:
    """The milliseconds a trial that each round of a search takes, whose results are made up."""
    config = config_from(
        {
            "data": {"source": "digits"},
            "hyperparameters": SEARCHED,
            "search": {"sampler": sampler, "trials": TRIALS, "rounds": TRIALS // ROUND},
        }
    )
    conversation, noise, spent = prepare(config).conversation(ROUND, TRIALS), default_rng(0), []
    for round_ in range(1, TRIALS // ROUND + 1):
        started = process_time()
        trials = conversation.ask(round_, ROUND)
        outcomes = []
        for trial in trials:
            error = 0.1 * abs(log10(trial.settings["learning_rate"]) + 2) + 0.02 * noise.standard_normal()
            outcomes.append(Outcome(trial, Status.COMPLETE, {"dev_error": error, "dev_loss": error}, 1, 30))
        conversation.tell(outcomes)
        spent.append(1e3 * (process_time() - started) / ROUND)
    return spent


def main() -> None:
    """Print a row a sampler: around trial 100, around trial 10,000, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samplers", nargs="*", default=["random", "coarse_to_fine"])
    settle_on_one_thread()
    print("| sampler | ms a trial at 100 | at 10,000 | ratio |\n|---|---|---|---|")
    for sampler in parser.parse_args().samplers:
        spent = rounds(sampler)
        at_first, at_last = median(spent[3:13]), median(spent[-30:])
        print(f"| {sampler} | {at_first:.2f} | {at_last:.2f} | {at_last / at_first:.2f} |", flush=True)


if __name__ == "__main__":
    main()
