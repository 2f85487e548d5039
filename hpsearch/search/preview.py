"""What a search would do: the settings it would try, its networks' gradients, its cost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from statistics import mean
from time import perf_counter
from typing import Any

from hpsearch.outcomes import Trial
from hpsearch.search.conversation import Conversation
from hpsearch.search.prepare import Prepared
from hpsearch.space import Choice, Range
from hpsearch.training.cohort import Cohort
from hpsearch.training.gradients import RecipeCheck, check_recipe

SAMPLE = 16
"""Trials from which a search's cost is estimated."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a search comes to: epochs and steps of all its trials, and about how many seconds on one core."""

    epochs: int
    steps: int
    seconds: float


def draws(prepared: Prepared, count: int) -> list[Trial]:
    """The first `count` trials as the sampler proposes them before it has seen any result."""
    sampler = prepared.sampler(count)
    return Conversation(prepared.space, sampler, prepared.objective).ask(1, count)


def cost(prepared: Prepared) -> Cost:
    """Estimated from a few draws, and from a first epoch of the one in the middle."""
    search = prepared.config.search
    recipes = [prepared.planned(trial)[1] for trial in draws(prepared, min(SAMPLE, prepared.trials))]
    examples = len(prepared.dataset.train.y)
    steps = [ceil(examples / recipe.batch_size) for recipe in recipes]
    recipes.sort(key=lambda recipe: sum(recipe.hidden))
    typical = recipes[len(recipes) // 2]
    cohort = Cohort([typical], prepared.training_set, search.seed)
    cohort.train_epoch()
    started = perf_counter()
    cohort.train_epoch()
    seconds = perf_counter() - started
    epochs = prepared.trials * mean(recipe.epochs for recipe in recipes)
    return Cost(round(epochs), round(epochs * mean(steps)), epochs * seconds)


def gradient_checks(prepared: Prepared) -> Iterator[RecipeCheck]:
    """Check each activation of the space, with L2 off and on, on the network of the first draw."""
    (first,) = draws(prepared, 1)
    _, recipe = prepared.planned(first)
    values = prepared.config.hyperparameters
    for activation in _values(values["activation"]):
        for l2 in dict.fromkeys((0.0, max(_values(values["l2"])) or 1.0)):
            varied = replace(recipe, activation=activation, l2=float(l2))
            yield from check_recipe(varied, prepared.training_set, prepared.config.search.seed)


def _values(value: Any) -> tuple[Any, ...]:
    """The choices, or the ends, or the fixed value."""
    if isinstance(value, Choice):
        return value.choices
    return (value.low, value.high) if isinstance(value, Range) else (value,)
