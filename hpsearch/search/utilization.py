"""How well workers would be used: those that find nothing left to train in a round wait for its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapreplace
from itertools import accumulate, count, takewhile
from typing import Any

from hpsearch.search.halving import rung_sizes
from hpsearch.search.prepare import Prepared
from hpsearch.search.preview import draws, finalist_count
from hpsearch.training.network_objective import NetworkObjective
from hpsearch.training.objective import Plan

WELL_USED = 0.9
"""Workers that train for so much of their time are used well."""


@dataclass(frozen=True, slots=True)
class Utilization:
    """The share of their time for which `workers` train, and the largest number of workers that is used well."""

    workers: int
    share: float
    well_used: int


@dataclass(frozen=True, slots=True)
class _Stage:
    """Trainings after which all workers wait for the last one; each takes this `part` of its whole time."""

    plans: Sequence[Plan[Any]]
    part: float


def utilization(prepared: Prepared, workers: int) -> Utilization:
    """Estimate how well workers would be used, from the settings that the sampler proposes without any result."""
    stages = list(_stages(prepared))
    share = _share(prepared, stages, workers)
    steps = (round(2 ** (half / 2)) for half in count())  # 1, 1, 2, 3, 4, 6, 8, 11, 16, ...
    fewer = sorted(takewhile(lambda jobs: jobs < workers, steps), reverse=True)
    well_used = next((jobs for jobs in fewer if _share(prepared, stages, jobs) >= WELL_USED), 1)
    return Utilization(workers, share, workers if share >= WELL_USED else well_used)


def _stages(prepared: Prepared) -> Iterator[_Stage]:
    """The rounds, where halving is planned each in its parts, then the retrainings of the finalists."""
    search, plan = prepared.config.search, prepared.finalists
    trials = draws(prepared, sum(prepared.round_sizes))
    for size, end in zip(prepared.round_sizes, accumulate(prepared.round_sizes), strict=True):
        asked = trials[end - size : end]
        plans = [each for trial in asked for repeat in range(search.repeats) for each in prepared.plans(trial, repeat)]
        if search.halving is None:
            yield _Stage(plans, 1.0)
            continue
        epochs = max(each.recipe.epochs for each in plans)
        for models, trained in rung_sizes(search.halving, size, epochs):
            yield _Stage(plans[: models * len(plans) // size], trained / epochs)
    if plan:
        best = trials[: finalist_count(prepared)]
        yield _Stage(
            [each for trial in best for again in range(plan.repeats) for each in prepared.plans(trial, again)], 1.0
        )


def _share(prepared: Prepared, stages: Sequence[_Stage], workers: int) -> float:
    trained = waited = 0.0
    for stage in stages:
        cohorts = prepared.objective.cohorts(stage.plans, workers)
        seconds = [stage.part * sum(_work(prepared, plan) for plan in cohort) for cohort in cohorts]
        trained += sum(seconds)
        waited += workers * _longest(seconds, workers)
    return trained / waited


def _longest(seconds: Sequence[float], workers: int) -> float:
    """How long it takes until the last worker has ended, where each takes the next cohort when it is free."""
    ends = [0.0] * workers
    for each in seconds:
        heapreplace(ends, ends[0] + each)
    return max(ends)


def _work(prepared: Prepared, plan: Plan[Any]) -> float:
    """Roughly how long a plan trains, in a unit without a name. What code of the user's own takes is not known."""
    objective = prepared.objective
    return objective.work(plan) if isinstance(objective, NetworkObjective) else 1.0
