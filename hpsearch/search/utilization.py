"""Estimate how busy workers would be: without cohorts left to train, they wait for the next round."""

from collections.abc import Sequence
from heapq import heapreplace
from itertools import count, takewhile
from typing import Any

from hpsearch.records import Record
from hpsearch.search.halving.within_rounds import rung_sizes
from hpsearch.search.prepare import Prepared
from hpsearch.search.preview import draws, finalist_count
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.objective import Plan

WELL_USED = 0.9
"""Share of their time that workers must train to be well used."""


class Utilization(Record):
    """The share of their time for which workers train, and the largest number of workers that is well used."""

    share: float
    well_used: int


class _Stage(Record):
    """Trainings that begin when the first `after` stages have ended; each takes this `part` of its whole time."""

    plans: Sequence[Plan[Any]]
    part: float
    after: int


def utilization(prepared: Prepared, workers: int) -> Utilization:
    """Estimate how busy workers would be, from the settings that the sampler proposes before any result."""
    stages = _stages(prepared)
    share = _share(prepared, stages, workers)
    steps = (round(2 ** (half / 2)) for half in count())  # 1, 1, 2, 3, 4, 6, 8, 11, 16, ...
    fewer = sorted(takewhile(lambda jobs: jobs < workers, steps), reverse=True)
    well_used = next((jobs for jobs in fewer if _share(prepared, stages, jobs) >= WELL_USED), 1)
    return Utilization(share, workers if share >= WELL_USED else well_used)


def _stages(prepared: Prepared) -> list[_Stage]:
    """Return the stages: the rounds, with halving each in its rungs, then the retrainings of the finalists."""
    search, plan = prepared.config.search, prepared.finalists
    trials = draws(prepared, sum(prepared.round_sizes))
    stages, begun = list[_Stage](), 0
    for size in prepared.round_sizes:
        asked = trials[begun : begun + size]
        begun += size
        plans = [each for trial in asked for repeat in range(search.repeats) for each in prepared.plans(trial, repeat)]
        if search.halving is None:
            stages.append(_Stage(plans, 1.0, max(0, len(stages) + 1 - search.lag)))
            continue
        epochs = max(each.recipe.epochs for each in plans)
        for models, trained in rung_sizes(search.halving, size, epochs):
            stages.append(_Stage(plans[: models * len(plans) // size], trained / epochs, len(stages)))
    if plan:
        best = trials[: finalist_count(prepared)]
        again = [each for trial in best for repeat in range(plan.repeats) for each in prepared.plans(trial, repeat)]
        stages.append(_Stage(again, 1.0, len(stages)))
    return stages


def _share(prepared: Prepared, stages: Sequence[_Stage], workers: int) -> float:
    """Return the share of their time for which workers train, if each takes the next cohort when it is free."""
    trained, free, ended = 0.0, [0.0] * workers, [0.0]  # when each worker is free; when the first stages have ended
    for stage in stages:
        last = ended[-1]
        for cohort in prepared.objective.cohorts(stage.plans, workers):
            seconds = stage.part * sum(_work(prepared, plan) for plan in cohort)
            end = max(free[0], ended[stage.after]) + seconds
            heapreplace(free, end)
            last, trained = max(last, end), trained + seconds
        ended.append(last)
    return trained / (workers * ended[-1])


def _work(prepared: Prepared, plan: Plan[Any]) -> float:
    """Return roughly how long a plan trains, in arbitrary units; for the user's own code a constant."""
    objective = prepared.objective
    return objective.work(plan) if isinstance(objective, NetworkObjective) else 1.0
