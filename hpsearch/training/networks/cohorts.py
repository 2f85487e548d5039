"""How trials are divided into cohorts: models of one shape train as one stack."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil

from hpsearch.training.objective import Plan
from hpsearch.training.recipe import Recipe
from hpsearch.trials.input_views import InputView

LARGEST_COHORT = 16
"""Largest number of models in a stack; larger stacks are not faster per model."""

CACHE = 8_000_000
"""Largest size of the arrays of a stack in bytes: about the size of the processor's cache."""


def into_cohorts(
    plans: Sequence[Plan[Recipe]], jobs: int, inputs: Mapping[InputView, int], outputs: int
) -> list[list[Plan[Recipe]]]:
    """Divide models into stacks, each of one shape, view, repeat and fold, so that its models share their batches.

    There are enough stacks to keep `jobs` workers equally busy. The division affects the time of a search, but not its
    results.
    """
    groups: dict[tuple[object, ...], list[Plan[Recipe]]] = defaultdict(list)
    for plan in plans:
        groups[plan.repeat, plan.fold, *plan.recipe.cohort].append(plan)
    cohorts = []
    for group in groups.values():
        stacks = ceil(len(group) / _models_in_cache(group[0].recipe, inputs, outputs))
        if len(groups) < jobs:
            stacks = max(stacks, min(jobs, len(group)))
        cohorts += [group[k * len(group) // stacks : (k + 1) * len(group) // stacks] for k in range(stacks)]
    # the longest first
    return sorted(cohorts, key=lambda cohort: -sum(work_of(plan.recipe, inputs, outputs) for plan in cohort))


def _models_in_cache(recipe: Recipe, inputs: Mapping[InputView, int], outputs: int) -> int:
    """Return how many models of this recipe fit into the cache together."""
    values = (
        3 * recipe.batch_size * recipe.members * (sum(recipe.padded) + outputs)
    )  # for each unit: its value, its gradient, a mask
    numbers = values + 5 * _weights(recipe, inputs, outputs)  # θ, its gradient, and the optimizer's state
    return min(LARGEST_COHORT, max(1, CACHE // (4 * numbers)))


def work_of(recipe: Recipe, inputs: Mapping[InputView, int], outputs: int) -> float:
    """Estimate the training time of a recipe, in arbitrary units: only ratios are meaningful."""
    return recipe.epochs * recipe.members * _weights(recipe, inputs, outputs)


def _weights(recipe: Recipe, inputs: Mapping[InputView, int], outputs: int) -> int:
    widths = (inputs[recipe.view], *recipe.padded, outputs)
    return sum(n_in * n_out for n_in, n_out in pairwise(widths))
