"""Estimate the work of a config's trainings, to compare two steps of a loop before the second is searched."""

from itertools import pairwise
from statistics import fmean

from hpsearch.config import DEFAULTS, Config
from hpsearch.randomness import Purpose, generator
from hpsearch.training.recipe import Recipe
from hpsearch.trials.data_facts import DataFacts
from hpsearch.trials.folds import fold_count

_DRAWS = 64
"""Number of random settings for the mean."""

_OF_STEP, _OPERATIONS = 3e-5, 7e10
"""Seconds of a step without its matrix products, and operations per second of these (benchmarks/README.md)."""


def seconds_of_a_trial(config: Config, facts: DataFacts | None) -> float:
    """Return the approximate mean time of a trial on one core, over the config's space.

    Of the user's own training code, or of a run that recorded nothing of its data, only the epochs are known.
    """
    space, draw = config.space(), generator(0, Purpose.DIAGNOSIS)
    settings = [{**space.fixed, **space.drawn(draw)} for _ in range(_DRAWS)]
    if config.objective is not None or facts is None:
        return fmean(float(each.get("epochs", 1.0)) for each in settings) * config.search.repeats
    trainings = config.search.repeats * fold_count(config.as_dict())
    recipes = [Recipe.of({**DEFAULTS, **each}, facts.train) for each in settings]
    return trainings * fmean(_seconds(recipe, facts) for recipe in recipes)


def _seconds(recipe: Recipe, facts: DataFacts) -> float:
    """Return the seconds of one network: a step has three products per layer, of 2 operations per weight."""
    layers = (facts.inputs, *recipe.hidden, max(1, len(facts.classes)))
    weights = sum(below * above for below, above in pairwise(layers))
    step = _OF_STEP + 6 * recipe.batch_size * weights / _OPERATIONS
    return recipe.epochs * recipe.steps(facts.train) * step
