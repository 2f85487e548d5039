"""The costs of a round's outcomes, as the sampler is told them."""

from collections.abc import Sequence
from math import inf

from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking


def told_costs(outcomes: Sequence[Outcome], ranking: Ranking) -> list[float]:
    """The cost of each outcome of one round, in their order; infinite where there is none.

    A model that halving stopped has the value of a short training, which says how it compares with those that were
    trained as long, and nothing of where it would have ended. So the costs of all that stopped at one rung are raised
    by one amount, until the best of them is no better than the worst of those that went on: their order stays, and no
    short training passes for a good long one.
    """
    costs = [ranking.cost(outcome.metrics) for outcome in outcomes]
    stopped_at = {outcome.epochs_run for outcome in outcomes if outcome.status == Status.STOPPED}
    for rung in sorted(stopped_at, reverse=True):  # those that went on from here are judged first
        here = [
            place
            for place, outcome in enumerate(outcomes)
            if outcome.status == Status.STOPPED and outcome.epochs_run == rung
        ]
        beyond = [costs[place] for place, outcome in enumerate(outcomes) if outcome.epochs_run > rung]
        worst = max((cost for cost in beyond if cost < inf), default=-inf)
        best = min(costs[place] for place in here)
        if best < worst:
            for place in here:
                costs[place] = worst + (costs[place] - best)
    return costs
