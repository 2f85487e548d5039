"""What the values that were set make of a recipe."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from typing import Any

from hpsearch.training.recipe import Recipe
from hpsearch.trials.interventions import Intervention


def with_changes(recipe: Recipe, changes: Iterable[Intervention]) -> Recipe:
    """Return `recipe` with the values that `changes` set, applied in order."""
    return reduce(changed, changes, recipe)


def changed(recipe: Recipe, intervention: Intervention) -> Recipe:
    """`recipe` once a value that was set holds; a rate becomes one more of a timetable's."""
    name, value = intervention.what, intervention.after
    if name == "velocity":
        return recipe
    values: dict[str, Any] = {name: value}
    if name == "keep_prob":
        values = {name: tuple(value) if isinstance(value, list) else (value,) * len(recipe.hidden)}
    if name == "learning_rate" and isinstance(recipe.schedule, tuple):
        rates = {**dict(recipe.schedule), intervention.moment.epoch: value}
        values = {"schedule": tuple(sorted(rates.items()))}
    return replace(recipe, **values)
