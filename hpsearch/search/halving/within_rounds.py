"""Successive halving within a round (Jamieson & Talwalkar 2016): only the better models train to their end."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from hpsearch.config.sections.search import Halving
from hpsearch.records import replace
from hpsearch.search.context import SearchContext
from hpsearch.search.prepare import Prepared
from hpsearch.training.objective import Plan
from hpsearch.trials.outcomes import Outcome, Paused, Status


def halved(
    context: SearchContext, plan: Halving, pending: Sequence[Plan[Any]], stored: Sequence[Outcome]
) -> Iterator[list[Outcome]]:
    """Train the `pending` trials of a round, rung by rung; `stored` are the round's finished trials.

    All models train to the first rung. There the better 1/factor of the round's trials go on to the next rung, with
    their weights, and so on to the end. All trials that stop at a rung are yielded in one list, and so are stored in
    one transaction: if a stored trial stopped at this rung or a later one, the rung has chosen already, and the pending
    trials are those that it chose. After the time limit no training starts, and no rung chooses among an incomplete
    round.
    """
    size = len(stored) + len({one.trial.number for one in pending})
    chosen = max((outcome.epochs_run for outcome in stored if outcome.status == Status.STOPPED), default=0)
    ended: list[Outcome] = []
    for rung, until in enumerate(rungs(plan, max((one.recipe.epochs for one in pending), default=0)), start=1):
        paused: list[Paused] = []
        trained = 0
        for results in context.trained([replace(one, until=until) for one in pending]):
            at_end = [result for result in results if isinstance(result, Outcome)]
            ended += at_end
            paused += [result for result in results if isinstance(result, Paused)]
            trained += len(results)
            yield at_end
        if until is None or trained < len(pending):
            return
        count = size if chosen >= until else survivors(size, plan, rung)
        going_on = _better(context.prepared, [each.outcome for each in paused], ended, count)
        yield [each.outcome for each in paused if each.number not in going_on]
        waiting = {(each.number, each.repeat, each.fold): each for each in paused if each.number in going_on}
        pending = [
            replace(one, paused=waiting[one.trial.number, one.repeat, one.fold])
            for one in pending
            if (one.trial.number, one.repeat, one.fold) in waiting
        ]


def rungs(plan: Halving, epochs: int) -> Iterator[int | None]:
    """Yield the epochs after which models are compared, if the longest training takes `epochs`; None is the end.

    >>> list(rungs(Halving(min_epochs=3, factor=3), 30))
    [3, 9, 27, None]
    >>> list(rungs(Halving(min_epochs=3, factor=3, among="search"), 30))  # no rung close to the end
    [3, 9, None]
    """
    rung = plan.min_epochs
    most = epochs if plan.among == "round" else max(epochs // 2 + 1, plan.min_epochs + 1)
    while rung < min(most, epochs):
        yield rung
        rung *= plan.factor
    yield None


def epochs_of_round(plan: Halving, size: int, epochs: int) -> int:
    """Return how many epochs a round of `size` models takes in all, if each has `epochs` and none diverges.

    >>> epochs_of_round(Halving(min_epochs=3, factor=3), 16, 30)  # all to 3, five to 9, one to the end
    99
    """
    return sum(models * trained for models, trained in rung_sizes(plan, size, epochs))


def rung_sizes(plan: Halving, size: int, epochs: int) -> Iterator[tuple[int, int]]:
    """Yield how many models of a round train to each rung, and for how many epochs after the rung before.

    >>> list(rung_sizes(Halving(min_epochs=3, factor=3), 16, 30))
    [(16, 3), (5, 6), (1, 18), (1, 3)]
    """
    before, models = 0, size
    for rung, until in enumerate(rungs(plan, epochs), start=1):
        yield models, (until or epochs) - before
        before, models = until or epochs, min(models, survivors(size, plan, rung))


def survivors(size: int, plan: Halving, rung: int) -> int:
    """Return how many of a round's trials go on after rung number `rung`, counted from 1."""
    return max(1, int(size // plan.factor**rung))


def _better(prepared: Prepared, paused: Sequence[Outcome], ended: Sequence[Outcome], count: int) -> set[int]:
    """Return the numbers of the best `count` trials; a trial with a failed or diverged training cannot go on."""
    trainings: dict[int, list[Outcome]] = defaultdict(list)
    alive = {outcome.number for outcome in paused}
    for outcome in (*paused, *ended):
        if outcome.number in alive:
            trainings[outcome.number].append(outcome)
    trials = [prepared.together(each) for each in trainings.values()]
    going_on = [trial for trial in trials if trial.status == Status.STOPPED]
    return {trial.number for trial in prepared.ranking.best_first(going_on)[:count]}
