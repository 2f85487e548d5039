"""The last phase of a search: its best trials train again, on draws that no other trial has seen."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hpsearch.finalists import contenders
from hpsearch.outcomes import Outcome
from hpsearch.search.cohorts import into_cohorts
from hpsearch.search.events import Event, FinalistsFinished, FinalistsStarted, FreshDrawFinished
from hpsearch.search.prepare import Prepared
from hpsearch.search.workers import Workers
from hpsearch.store.database import Database
from hpsearch.store.finalists import finalists


def train_finalists(
    prepared: Prepared, workers: Workers, database: Database, outcomes: Iterable[Outcome]
) -> Iterator[Event]:
    """Train the best of `outcomes` on fresh draws, those of the repeats after the search's own.

    Each draw is stored before it is yielded, and never trained twice: not after an interruption, and not when the
    search is extended and the same trial is among the best again.
    """
    plan, first = prepared.finalists, prepared.config.search.repeats
    chosen = contenders(outcomes, plan.count, prepared.objective) if plan else []
    if plan is None or not chosen:
        return
    stored = {(draw.number, draw.repeat) for draw in database.fresh_draws()}
    draws = [(outcome, first + draw) for outcome in chosen for draw in range(plan.repeats)]
    pending = [
        prepared.planned(outcome.trial, repeat) for outcome, repeat in draws if (outcome.number, repeat) not in stored
    ]
    yield FinalistsStarted(len(chosen), len(draws), len(draws) - len(pending))
    cohorts = into_cohorts(pending, workers.jobs, inputs=len(prepared.training_set.train.x))
    trained = workers.train(cohorts, prepared.training_set, prepared.objective, prepared.config.search.seed)
    for cohort in trained:
        database.add_fresh_draws(*cohort)
        for outcome in cohort:
            yield FreshDrawFinished(replace(outcome, history=(), parameters=None))
    yield FinalistsFinished(finalists(database))
