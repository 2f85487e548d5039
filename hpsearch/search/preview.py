"""What a search would do: the settings it would try, its networks' gradients, its cost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import mean
from time import thread_time

import numpy as np

from hpsearch.engine.activity import activation_sizes, gradient_norms
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.network import Network
from hpsearch.search.halving import epochs_of_round, rung_sizes
from hpsearch.search.prepare import Prepared, networks
from hpsearch.system.threads import one_thread
from hpsearch.training.cohort import Cohort
from hpsearch.training.epochs import measure, metric_names
from hpsearch.training.gradients import RecipeCheck, check_recipe
from hpsearch.training.measuring import NUMBERS_AT_ONCE
from hpsearch.training.recipe import Recipe, examples_of_epoch
from hpsearch.training.room import ends
from hpsearch.trials.outcomes import Trial

SAMPLE = 16
"""The number of trials from which the cost of a search is estimated."""

MOST_TIMED, ENOUGH_SECONDS = 20, 0.03
"""At most so many epochs are timed, and no further step after so many seconds: one short epoch may be twice as slow."""

STACKED = 4
"""The number of models that are timed as one stack; a model alone would take nearly twice as long."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a search: epochs and steps of all its trainings, and estimated seconds on one core."""

    epochs: int
    steps: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Signal:
    """The size of the activations of each hidden layer, and of the gradient of each layer's weights."""

    architecture: Architecture
    activations: tuple[float, ...]
    gradients: tuple[float, ...]


def draws(prepared: Prepared, count: int) -> list[Trial]:
    """The first `count` trials as the sampler proposes them before it has seen any result."""
    return prepared.conversation(count, max(count, prepared.trials)).ask(1, count)


def cost(prepared: Prepared) -> Cost:
    """Estimate the cost from a few trials: the first epochs of the one with the median number of units are timed.

    With several views of the data that is done for the trials of each, because the inputs take time, too.
    """
    recipes = [prepared.objective.recipe(trial.settings) for trial in draws(prepared, min(SAMPLE, prepared.trials))]
    examples = prepared.trained_on[0]
    steps = [recipe.steps(examples) for recipe in recipes]
    by_view = [[recipe for recipe in recipes if recipe.view == view] for view in dict.fromkeys(r.view for r in recipes)]
    seconds = sum(_seconds_an_epoch(prepared, some) * len(some) for some in by_view) / len(recipes)
    epochs = _epochs(prepared, mean(recipe.epochs for recipe in recipes), finalist_count(prepared))
    return Cost(round(epochs), round(epochs * mean(steps)), epochs * seconds)


def _seconds_an_epoch(prepared: Prepared, recipes: list[Recipe]) -> float:
    """The seconds that an epoch takes a network in a stack, of the recipe with the median number of units."""
    typical = sorted(recipes, key=lambda recipe: sum(recipe.hidden))[len(recipes) // 2]
    names = metric_names(networks(prepared).dataset.task, prepared.ranking.metric.removeprefix("dev_"))
    with one_thread():  # like the workers; then the time of this thread is all
        models = min(STACKED, prepared.trials)
        training_set = networks(prepared).training_set_of(typical)
        cohort = Cohort([typical] * models, training_set, prepared.config.search.seed)
        with_inputs = len(training_set.train.y)
        every, some = (examples_of_epoch(m, typical.epoch_size) for m in (prepared.trained_on[0], with_inputs))
        _seconds_of_steps(cohort)  # the first ones are slower
        seconds, timed = 0.0, 0
        started = thread_time()  # processor time: other busy programs do not count
        while timed < MOST_TIMED and thread_time() - started < ENOUGH_SECONDS:
            seconds += _seconds_of_steps(cohort) * every / some
            before = thread_time()
            measure(cohort, range(models), names)  # a fifth of the time of an epoch
            seconds, timed = seconds + thread_time() - before, timed + 1
    return seconds / timed / models


def _seconds_of_steps(cohort: Cohort) -> float:
    """The seconds that the steps of an epoch take, judged by as many of them as there is time for."""
    started = thread_time()
    steps = cohort.steps()
    with np.errstate(all="ignore"):  # as in training
        next(steps)
        first = thread_time() - started  # this one draws the order of all batches, too
        others = 0
        while thread_time() - started < ENOUGH_SECONDS and next(steps, steps) is None:
            others += 1
    rest = thread_time() - started - first
    return first + (rest / others * (cohort.steps_per_epoch - 1) if others else 0.0)


def finalist_count(prepared: Prepared) -> int:
    """How many trials are retrained: with halving no more than train to their end, if all have the same epochs."""
    if prepared.finalists is None:
        return 0
    halving, ended = prepared.config.search.halving, prepared.trials
    each = {prepared.objective.recipe(trial.settings).epochs for trial in draws(prepared, min(SAMPLE, ended))}
    if halving is not None and len(each) == 1:
        (epochs,) = each
        ended = sum(list(rung_sizes(halving, size, epochs))[-1][0] for size in prepared.round_sizes)
    return min(prepared.finalists.count, ended)


def _epochs(prepared: Prepared, epochs_each: float, finalists: int) -> float:
    """The epochs of a whole search whose models train for `epochs_each` epochs on average."""
    search = prepared.config.search
    searched = prepared.trials * epochs_each
    if search.halving is not None:
        searched = sum(epochs_of_round(search.halving, size, round(epochs_each)) for size in prepared.round_sizes)
    retrained = finalists * prepared.finalists.repeats if prepared.finalists else 0
    return (searched * search.repeats + retrained * epochs_each) * prepared.folds


def signal(prepared: Prepared) -> Signal:
    """Measure the first network that the sampler proposes, before any training (notes §XI)."""
    (first,) = draws(prepared, 1)
    recipe = networks(prepared).recipe(first.settings)
    training_set = networks(prepared).training_set_of(recipe)
    architecture = recipe.architecture(training_set)
    start = Cohort([recipe], training_set, prepared.config.search.seed).parameters(0)
    network = Network(architecture, start[None])
    sample = training_set.sample.part(slice(max(2, NUMBERS_AT_ONCE // architecture.outputs)))
    network.forward(sample.x)
    network.backward(sample.x, sample.targets)
    sizes, norms = activation_sizes(network, sample.x), gradient_norms(network)
    return Signal(architecture, tuple(float(size[0]) for size in sizes), tuple(float(norm[0]) for norm in norms))


def gradient_checks(prepared: Prepared) -> Iterator[RecipeCheck]:
    """Check each activation of the space, with L2 off and on, on the network of the first draw."""
    (first,) = draws(prepared, 1)
    recipe = networks(prepared).recipe(first.settings)
    values = prepared.config.hyperparameters
    for activation in ends(values["activation"]):
        for l2 in dict.fromkeys((0.0, max(ends(values["l2"])) or 1.0)):
            varied = replace(recipe, activation=activation, l2=float(l2))
            yield from check_recipe(varied, networks(prepared).training_set_of(recipe), prepared.config.search.seed)
