"""The last phase of a search: its best trials train again, on draws that no other trial has seen."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hpsearch.runs.store.database import Database
from hpsearch.runs.store.finalists import finalists
from hpsearch.search.events import Event, FinalistsFinished, FinalistsStarted, FreshDrawFinished, TimeIsUp
from hpsearch.search.prepare import Prepared
from hpsearch.training.cohorts import into_cohorts
from hpsearch.trials.finalists import contenders
from hpsearch.trials.outcomes import Outcome
from hpsearch.workers.loky.pool import Workers
from hpsearch.workers.time_limit import TimeLimit


def train_finalists(
    prepared: Prepared, workers: Workers, database: Database, outcomes: Iterable[Outcome], limit: TimeLimit
) -> Iterator[Event]:
    """Train the best of `outcomes` on fresh draws, those of the repeats after the search's own.

    Each draw is stored before it is yielded, and never trained twice: not after an interruption, and not when the
    search is extended and the same trial is among the best again. None begins after `limit`.
    """
    plan, first = prepared.finalists, prepared.config.search.repeats
    chosen = contenders(outcomes, plan.count, prepared.ranking) if plan else []
    if plan is None or not chosen:
        return
    stored = {(draw.number, draw.repeat) for draw in database.fresh_draws()}
    draws = [(outcome, first + draw) for outcome in chosen for draw in range(plan.repeats)]
    pending = [
        prepared.planned(outcome.trial, repeat) for outcome, repeat in draws if (outcome.number, repeat) not in stored
    ]
    limit.begin()
    yield FinalistsStarted(len(chosen), len(draws), len(draws) - len(pending))
    training_set = prepared.training_set
    cohorts = into_cohorts(pending, workers.jobs, len(training_set.train.x), training_set.outputs)
    trained = workers.train(cohorts, prepared.training_set, prepared.ranking, prepared.config.search.seed, limit)
    finished = len(draws) - len(pending)
    for cohort in trained:
        database.add_fresh_draws(*cohort)
        limit.stored()
        finished += len(cohort)
        for outcome in cohort:
            yield FreshDrawFinished(replace(outcome, history=(), parameters=None))
    if finished < len(draws):
        yield TimeIsUp(finished, len(draws), "fresh draws")
        return
    yield FinalistsFinished(finalists(database))
