"""The gradient check of a recipe on its own data (notes §XII)."""

from collections.abc import Iterator

import numpy as np

from hpsearch.engine.architecture import Architecture
from hpsearch.engine.gradient_check import GradientCheck, check_gradient
from hpsearch.engine.network import Network
from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.recipe import Recipe

EXAMPLES = 32
COMPONENTS = 4_000
"""Largest number of parameters of a network to check; of a larger network, a random sample of this size."""


class RecipeCheck(Record):
    """The result of a gradient check of one network after some epochs of training."""

    architecture: Architecture
    l2: float
    epochs: int
    check: GradientCheck


def check_recipe(recipe: Recipe, training_set: TrainingSet, seed: int) -> Iterator[RecipeCheck]:
    """Check the gradient in float64, without dropout and with random biases, before training and after one epoch."""
    exact = training_set.in_precision(np.float64)
    few = exact.train.take(np.arange(min(EXAMPLES, len(exact.train.y))))
    weights = exact.example_weights(recipe.class_weight)
    weights = None if weights is None else weights[: len(few.y)]
    cohort, architecture = Cohort([recipe], exact, seed), recipe.architecture(exact)
    draw = generator(seed, Purpose.GRADIENT_CHECK)
    layout = architecture.layout()
    components = np.sort(draw.permutation(layout.learned)[:COMPONENTS])
    for epochs in (0, 1):
        parameters = cohort.parameters(0)[None]
        if not epochs:
            parameters[:, layout.weights : layout.learned] += draw.normal(size=layout.learned - layout.weights)
        check = check_gradient(Network(architecture, parameters), few.x, few.targets, recipe.l2, components, weights)
        yield RecipeCheck(architecture, recipe.l2, epochs, check)
        cohort.train_epoch()
