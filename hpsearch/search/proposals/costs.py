"""The costs that the sampler is told for the outcomes of a round."""

from collections.abc import Sequence
from math import inf

from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking


def told_costs(outcomes: Sequence[Outcome], ranking: Ranking) -> list[float]:
    """Return the cost of each outcome of one round, in the same order; infinite for an outcome without a value.

    A model that halving stopped was trained for a short time. Its value can be compared with others at the same rung,
    but not with those of complete trainings. So the costs of all models that stopped at one rung are raised by the same
    amount, until the best of them is no better than the worst of those that went on. This keeps their order, and a
    short training never looks like a good long one.
    """
    costs = [ranking.cost(outcome.metrics) for outcome in outcomes]
    rungs = {outcome.epochs_run for outcome in outcomes if outcome.status == Status.STOPPED}
    for rung in sorted(rungs, reverse=True):  # from the last rung, so that the costs of those that went on are final
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
