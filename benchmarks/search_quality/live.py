"""Live problems: searches over the bundled sets, every trial a real training of a small network.

As in hpsearch, the trials of one search share their initial draw and batch orders; a seed has draws of its own. The
truth of a setting is its mean over other draws.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from math import inf, log
from pathlib import Path

import numpy as np
from optuna.trial import BaseTrial
from threadpoolctl import threadpool_limits

from benchmarks.search_quality.live_searches import config
from benchmarks.search_quality.problem import Problem, Rank, Settings
from hpsearch.search.context import outcomes_of
from hpsearch.search.prepare import Prepared
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.results import results
from hpsearch.trials.outcomes import Outcome, Trial

REFERENCES = Path(__file__).with_name("live_references.json")
"""The zero and the unit of each problem's regret, made by `python -m benchmarks.search_quality.references`."""

TRUTH = range(10_000, 10_016)
"""The draws, as numbers of repeats, over which the truth is the mean; searches have the draws of their seeds."""


class Trainings:
    """Trains settings of a search on chosen draws, in the stacks that hpsearch makes of them."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self._truths: dict[str, float] = {}

    def outcomes(self, settings: Sequence[Settings], repeats: Iterable[int], first: int = 0) -> list[Outcome]:
        """Of each of the settings on each of the draws; numbered from `first` in the order of the settings."""
        objective = self.prepared.objective
        plans = [
            objective.plan(Trial(number, 1, each), repeat)
            for repeat in repeats
            for number, each in enumerate(settings, start=first)
        ]
        with threadpool_limits(1):  # as hpsearch's workers do
            trained = [outcomes_of(results(objective.training, cohort)) for cohort in objective.cohorts(plans, 1)]
        return sorted((one for cohort in trained for one in cohort), key=lambda one: (one.number, one.repeat))

    def measured(self, settings: Sequence[Settings], seed: int, first: int = 0) -> list[Rank]:
        """A training of each on the draws of `seed`; among equals hpsearch goes by the loss."""
        return [
            (self.cost(outcome), outcome.metrics.get("dev_loss", inf))
            for outcome in self.outcomes(settings, [seed], first)
        ]

    def truths(self, settings: Sequence[Settings], repeats: Sequence[int] = TRUTH) -> list[float]:
        """The mean cost of each over many draws; a training that ends worse than a guess counts as a guess."""
        keys = [json.dumps([each, list(repeats)], sort_keys=True) for each in settings]
        new = {key: each for key, each in zip(keys, settings, strict=True) if key not in self._truths}
        costs: list[list[float]] = [[] for _ in new]
        for outcome in self.outcomes(list(new.values()), repeats):
            costs[outcome.number].append(min(self.cost(outcome), self.guess))
        self._truths |= dict(zip(new, map(float, map(np.mean, costs)), strict=True))
        return [self._truths[key] for key in keys]

    def cost(self, outcome: Outcome) -> float:
        """What is to be minimised."""
        return self.prepared.ranking.cost(outcome.metrics)

    @cached_property
    def guess(self) -> float:
        """The cost of what knows nothing of the inputs: the largest class, even chances, the mean."""
        objective, metric = self.prepared.objective, self.prepared.ranking.metric
        if not isinstance(objective, NetworkObjective):
            raise TypeError("live problems train networks")
        y = objective.training_set.dev.y
        if metric == "dev_rmse":
            return float(np.std(y))
        if metric == "dev_loss":
            return log(objective.training_set.classes)
        return float(1 - np.bincount(y).max() / len(y))


@cache
def trainings(name: str) -> Trainings:
    """Of a live search by name."""
    return Trainings(config(name))


@cache
def live(name: str) -> Problem:
    """A live problem by name."""
    trained = trainings(name)
    reference = json.loads(REFERENCES.read_text("utf-8"))[name]
    best, median = reference["best"], reference["median"]

    def settings(trial: BaseTrial) -> Settings:
        return trained.prepared.space.suggest(trial)

    def regrets(settings: Sequence[Settings]) -> list[float]:
        return [(truth - best) / (median - best) for truth in trained.truths(settings)]

    return Problem(name, trained.measured, regrets, settings=settings)
