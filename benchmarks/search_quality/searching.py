"""One search: what it would choose after each of its trials, and what choosing cost."""

from dataclasses import dataclass
from math import inf, isfinite
from time import process_time

import optuna

from benchmarks.search_quality.problem import Problem, Rank, Settings
from benchmarks.search_quality.samplers import TRIALS, Contestant


@dataclass(frozen=True)
class Search:
    """`chosen` has the settings with the best single result after each trial; `seconds` went into proposing."""

    chosen: list[Settings]
    seconds: float


def searched(problem: Problem, contestant: Contestant, seed: int) -> Search:
    """Search in rounds. A training that diverged is told as the worst result so far, as hpsearch tells it."""
    study = optuna.create_study(sampler=contestant.make(seed))
    best: tuple[Rank, Settings] = (inf,), {}
    chosen: list[Settings] = []
    worst, seconds = -inf, 0.0
    for first in range(0, TRIALS, contestant.round):
        started = process_time()
        trials = [study.ask(dict(problem.distributions)) for _ in range(contestant.round)]
        settings = [problem.settings(trial) for trial in trials]
        seconds += process_time() - started
        ranks = problem.measured(settings, seed, first)
        worst = max([worst, *(rank[0] for rank in ranks if isfinite(rank[0]))])
        for trial, each, rank in zip(trials, settings, ranks, strict=True):
            best = min(best, (rank, each), key=lambda pair: pair[0])
            chosen.append(best[1])
            study.tell(trial, rank[0] if isfinite(rank[0]) else worst)
    return Search(chosen, seconds)
