"""The last phase of a search: its best trials are retrained with new seeds, which no trial has used."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hpsearch.runs.store.finalists import finalists
from hpsearch.search.context import SearchContext, outcomes_of
from hpsearch.search.events import Event, FinalistsFinished, FinalistsStarted, RetrainingFinished, TimeIsUp
from hpsearch.trials.finalists import contenders
from hpsearch.trials.outcomes import Outcome


def train_finalists(context: SearchContext, outcomes: Iterable[Outcome]) -> Iterator[Event]:
    """Retrain the best of `outcomes` with new seeds: the repeats that follow those of the search.

    Each retraining is stored before it is yielded, and never trained twice: not after an interruption, and not when the
    search is extended and the same trial is among the best again. None begins after the time limit.
    """
    prepared, database, limit = context.prepared, context.database, context.limit
    plan, first = prepared.finalists, prepared.config.search.repeats
    chosen = contenders(outcomes, plan.count, prepared.ranking) if plan else []
    if plan is None or not chosen:
        return
    stored = {(each.number, each.repeat) for each in database.retrainings()}
    retrainings = [(outcome, first + repeat) for outcome in chosen for repeat in range(plan.repeats)]
    pending = [
        prepared.objective.plan(outcome.trial, repeat)
        for outcome, repeat in retrainings
        if (outcome.number, repeat) not in stored
    ]
    limit.begin()
    yield FinalistsStarted(len(chosen), len(retrainings), len(retrainings) - len(pending))
    finished = len(retrainings) - len(pending)
    for results in context.trained(pending):
        cohort = outcomes_of(results)
        database.add_retrainings(*cohort)
        limit.stored()
        finished += len(cohort)
        for outcome in cohort:
            yield RetrainingFinished(replace(outcome, history=(), parameters=None))
    if finished < len(retrainings):
        yield TimeIsUp(finished, len(retrainings), "retrainings")
        return
    yield FinalistsFinished(finalists(database))
