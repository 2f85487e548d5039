"""Trials → cohorts: models of one shape train as one stack."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from hpsearch.outcomes import Trial
from hpsearch.training.recipe import Recipe

LARGEST = 16
"""Models in a stack: from 4 to 16 is fastest, while parameters and state stay in the processor's cache."""

Planned = tuple[Trial, Recipe]


def into_cohorts(planned: Sequence[Planned], jobs: int) -> list[list[Planned]]:
    """Group trials whose recipes agree in shape, in stacks that keep `jobs` workers equally busy.

    The grouping changes the time a search takes and no number in it.
    """
    alike: dict[tuple[object, ...], list[Planned]] = defaultdict(list)
    for trial, recipe in planned:
        alike[recipe.cohort].append((trial, recipe))
    cohorts = []
    for group in alike.values():
        stacks = ceil(len(group) / LARGEST)
        if len(alike) < jobs:
            stacks = max(stacks, min(jobs, len(group)))
        cohorts += [group[k * len(group) // stacks : (k + 1) * len(group) // stacks] for k in range(stacks)]
    return sorted(cohorts, key=lambda cohort: -sum(_work(recipe) for _, recipe in cohort))  # the longest first


def _work(recipe: Recipe) -> float:
    """Roughly how long a recipe takes."""
    widths = (64, *recipe.hidden, 1)
    return recipe.epochs * sum(n_in * n_out for n_in, n_out in pairwise(widths))
