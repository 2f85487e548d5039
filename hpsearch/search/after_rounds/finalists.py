"""Retrain the best trials of a search with new seeds, which no trial has used."""

from collections.abc import Collection, Iterator

from hpsearch.config.sections.search import Finalists
from hpsearch.records import replace
from hpsearch.runs.folder.messages import write_messages
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.finalists import finalists
from hpsearch.search.after_rounds.kept_networks import KeptNetworks
from hpsearch.search.context import SearchContext, outcomes_of
from hpsearch.search.events import Event, FinalistsFinished, FinalistsStarted, RetrainingFinished, TimeIsUp
from hpsearch.search.rounds.repeats import Gathering
from hpsearch.trials.finalists import contenders
from hpsearch.trials.outcomes import Outcome


def train_finalists(context: SearchContext, outcomes: Collection[Outcome], kept: KeptNetworks) -> Iterator[Event]:
    """Retrain the best of `outcomes` with new seeds: the repeat numbers after those of the search.

    Each retraining is stored before it is yielded, and is never done twice, neither after an interruption nor in an
    extended search where the same trial is among the best again. None starts after the time limit; if that limit is the
    search's budget, the plan is reduced to those that finished. `kept` gets their networks.
    """
    prepared, database, limit = context.prepared, context.database, context.limit
    if context.budget is not None:
        context.budget.plan_finalists(outcomes, context.workers.jobs)
    plan, first = planned_finalists(database), prepared.config.search.repeats
    chosen = contenders(outcomes, plan.count, prepared.ranking) if plan else []
    if plan is None or not chosen:
        return
    stored = {(each.number, each.repeat) for each in database.retrainings()}
    retrainings = [(outcome, first + repeat) for outcome in chosen for repeat in range(plan.repeats)]
    untrained = [(outcome.trial, repeat) for outcome, repeat in retrainings if (outcome.number, repeat) not in stored]
    pending = [each for trial, repeat in untrained for each in prepared.plans(trial, repeat)]
    gathering = Gathering(prepared.folds, prepared.together, key=lambda outcome: (outcome.number, outcome.repeat))
    limit.begin()
    yield FinalistsStarted(len(chosen), len(retrainings), len(retrainings) - len(untrained))
    finished = len(retrainings) - len(untrained)
    for results in context.trained(pending):
        trained = outcomes_of(results)
        kept.add_retrainings(trained)
        cohort = gathering.take(trained)
        if not cohort:
            continue
        for outcome in cohort:
            write_messages(context.folder, outcome, retraining=True)
        database.add_retrainings(*cohort)
        limit.stored()
        finished += len(cohort)
        for outcome in cohort:
            yield RetrainingFinished(replace(outcome, history=(), parameters=None, log=""))
    if finished < len(retrainings) and not (context.budget is not None and context.budget.cut_finalists()):
        yield TimeIsUp(finished, len(retrainings), "retrainings")
        return
    yield FinalistsFinished(finalists(database))


def planned_finalists(database: Database) -> Finalists | None:
    """Return how many trials are retrained, and how often: as the config says, or as the time allows."""
    plan = database.meta("finalists")
    return None if plan is None else Finalists(**plan)
