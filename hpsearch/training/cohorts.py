"""Trials → cohorts: models of one shape train as one stack."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from hpsearch.training.objective import Plan
from hpsearch.training.recipe import Recipe

LARGEST_COHORT = 16
"""Models in a stack: more share no cost that these do not."""

CACHE = 8_000_000
"""Bytes that the numbers of a stack may take: about what the processor keeps near."""


def into_cohorts(plans: Sequence[Plan[Recipe]], jobs: int, inputs: int, outputs: int) -> list[list[Plan[Recipe]]]:
    """Group models of one shape, repeat and fold, which share their batches, in stacks.

    The stacks keep `jobs` workers equally busy. Their grouping changes the time that a search of so many inputs and
    outputs takes, and no number in it.
    """
    alike: dict[tuple[object, ...], list[Plan[Recipe]]] = defaultdict(list)
    for plan in plans:
        alike[plan.repeat, plan.fold, *plan.recipe.cohort].append(plan)
    cohorts = []
    for group in alike.values():
        stacks = ceil(len(group) / _fitting(group[0].recipe, inputs, outputs))
        if len(alike) < jobs:
            stacks = max(stacks, min(jobs, len(group)))
        cohorts += [group[k * len(group) // stacks : (k + 1) * len(group) // stacks] for k in range(stacks)]
    return sorted(
        cohorts, key=lambda cohort: -sum(_work(plan.recipe, inputs, outputs) for plan in cohort)
    )  # the longest first


def _fitting(recipe: Recipe, inputs: int, outputs: int) -> int:
    """How many models like this one stay in the cache together."""
    values = 3 * recipe.batch_size * (sum(recipe.padded) + outputs)  # a value, a gradient and a mask or so
    numbers = values + 5 * _weights(recipe, inputs, outputs)  # θ, its gradient, and what the optimizer keeps
    return min(LARGEST_COHORT, max(1, CACHE // (4 * numbers)))


def _work(recipe: Recipe, inputs: int, outputs: int) -> float:
    """Roughly how long a recipe takes."""
    return recipe.epochs * _weights(recipe, inputs, outputs)


def _weights(recipe: Recipe, inputs: int, outputs: int) -> int:
    widths = (inputs, *recipe.padded, outputs)
    return sum(n_in * n_out for n_in, n_out in pairwise(widths))
