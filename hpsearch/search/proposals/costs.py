"""The costs of a round's outcomes that the sampler is told."""

from collections.abc import Sequence
from math import inf

from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking


def told_costs(outcomes: Sequence[Outcome], ranking: Ranking) -> list[float]:
    """The cost of each outcome of one round, in the same order; infinite for an outcome without a value.

    A model that halving stopped was trained for a short time. Its value can be compared with those of others at the
    same rung, but does not say how good the model would have become. So the costs of all models that stopped at one
    rung are raised by one amount, until the best of them is no better than the worst of those that went on. Their
    order stays, and a short training never looks like a good long one.
    """
    costs = [ranking.cost(outcome.metrics) for outcome in outcomes]
    rungs = {outcome.epochs_run for outcome in outcomes if outcome.status == Status.STOPPED}
    for rung in sorted(rungs, reverse=True):  # the costs of those that went on are final then
        stopped = [
            place
            for place, outcome in enumerate(outcomes)
            if outcome.status == Status.STOPPED and outcome.epochs_run == rung
        ]
        went_on = [costs[place] for place, outcome in enumerate(outcomes) if outcome.epochs_run > rung]
        worst = max((cost for cost in went_on if cost < inf), default=-inf)
        best = min(costs[place] for place in stopped)
        if best < worst:
            for place in stopped:
                costs[place] = worst + (costs[place] - best)
    return costs
