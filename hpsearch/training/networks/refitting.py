"""Refit networks on the rows of train and dev together, when the dev part is not needed for a choice any more."""

from collections.abc import Sequence

import numpy as np

from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.objective import Epochs, Plan
from hpsearch.training.recipe import Recipe
from hpsearch.trials.outcomes import Outcome, Status


def refit(cohort: Cohort, plans: Sequence[Plan[Recipe]]) -> Epochs:
    """Train each network of a cohort for its plan's number of epochs, without metrics, as no rows are held out.

    Yields after each epoch, and returns an outcome for each plan, without metrics.
    """
    ends = [plan.refit or plan.recipe.epochs for plan in plans]
    outcomes: dict[int, Outcome] = {}
    for epoch in range(1, max(ends) + 1):
        cohort.train_epoch()
        for row, plan in enumerate(plans):
            if ends[row] == epoch:
                outcomes[row] = _outcome(plan, cohort, row)
        yield []
    return [outcomes[row] for row in range(len(plans))]


def _outcome(plan: Plan[Recipe], cohort: Cohort, row: int) -> Outcome:
    parameters = cohort.parameters(row)
    if not np.isfinite(parameters).all():
        return Outcome(plan.trial, Status.DIVERGED, repeat=plan.repeat)
    return Outcome(plan.trial, Status.COMPLETE, parameters=parameters, repeat=plan.repeat)
