"""Successive halving within a round (Jamieson & Talwalkar 2016): only the better models train to their end."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hpsearch.config.search import Halving
from hpsearch.search.prepare import Prepared
from hpsearch.training.cohorts import Planned, into_cohorts
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.repeats import over_repeats
from hpsearch.workers.loky.pool import Workers
from hpsearch.workers.time_limit import TimeLimit


def halved(
    prepared: Prepared,
    plan: Halving,
    pending: Sequence[Planned],
    stored: Sequence[Outcome],
    workers: Workers,
    limit: TimeLimit,
) -> Iterator[list[Outcome]]:
    """Train what is `pending` of a round, rung by rung; `stored` are the round's trials that are finished already.

    All models train to the first rung; there the better 1/factor of the round's trials go on to the next, and so to
    their end. Weights continue. Those that a rung stops come in one list, and so are stored in one transaction: where
    a stored trial was stopped at a rung, or later, that rung has chosen, and what is pending are those it chose. After
    `limit` nothing is begun, and no rung chooses among fewer than it should.
    """
    size = len(stored) + len({model.trial.number for model in pending})
    chosen = max((outcome.epochs_run for outcome in stored if outcome.status == Status.STOPPED), default=0)
    ended: list[Outcome] = []
    for rung, until in enumerate(rungs(plan, max((model.recipe.epochs for model in pending), default=0)), start=1):
        paused, trained = [], 0
        for outcomes in _trained(prepared, [model._replace(until=until) for model in pending], workers, limit):
            at_end = [outcome for outcome in outcomes if outcome.state is None]
            ended += at_end
            paused += [outcome for outcome in outcomes if outcome.state is not None]
            trained += len(outcomes)
            yield at_end
        if until is None or trained < len(pending):
            return
        count = size if chosen >= until else _survivors(size, plan, rung)
        survivors = _better(prepared, paused, ended, count)
        yield [replace(outcome, state=None) for outcome in paused if outcome.number not in survivors]
        waiting = {(outcome.number, outcome.repeat): outcome for outcome in paused if outcome.number in survivors}
        pending = [
            model._replace(paused=waiting[model.trial.number, model.repeat])
            for model in pending
            if (model.trial.number, model.repeat) in waiting
        ]


def rungs(plan: Halving, epochs: int) -> Iterator[int | None]:
    """The epochs after which models are compared, where the longest training takes `epochs`; None is the end.

    >>> list(rungs(Halving(min_epochs=3, factor=3), 30))
    [3, 9, 27, None]
    """
    rung = plan.min_epochs
    while rung < epochs:
        yield rung
        rung *= plan.factor
    yield None


def epochs_of_round(plan: Halving, size: int, epochs: int) -> int:
    """The epochs that a round of so many models of `epochs` epochs takes, if none diverges.

    >>> epochs_of_round(Halving(min_epochs=3, factor=3), 16, 30)  # all to 3, five to 9, one to the end
    99
    """
    total, before, models = 0, 0, size
    for rung, until in enumerate(rungs(plan, epochs), start=1):
        total += models * ((until or epochs) - before)
        before, models = until or epochs, min(models, _survivors(size, plan, rung))
    return total


def _survivors(size: int, plan: Halving, rung: int) -> int:
    """How many of a round's trials go on from its rung number `rung`, counted from 1."""
    return max(1, int(size // plan.factor**rung))


def _trained(
    prepared: Prepared, pending: Sequence[Planned], workers: Workers, limit: TimeLimit
) -> Iterator[list[Outcome]]:
    training_set = prepared.training_set
    cohorts = into_cohorts(pending, workers.jobs, len(training_set.train.x), training_set.outputs)
    return workers.train(cohorts, training_set, prepared.ranking, prepared.config.search.seed, limit)


def _better(prepared: Prepared, paused: Sequence[Outcome], ended: Sequence[Outcome], count: int) -> set[int]:
    """The numbers of the `count` best trials among those that may go on: with no repeat that came to nothing."""
    repeats: dict[int, list[Outcome]] = defaultdict(list)
    alive = {outcome.number for outcome in paused}
    for outcome in (*paused, *ended):
        if outcome.number in alive:
            repeats[outcome.number].append(outcome)
    trials = [over_repeats(each, prepared.ranking.metric) for each in repeats.values()]
    going_on = [trial for trial in trials if trial.status == Status.STOPPED]
    return {trial.number for trial in prepared.ranking.best_first(going_on)[:count]}
