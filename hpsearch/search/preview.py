"""Preview a search: the settings it would try, the gradients of its networks, its cost."""

from collections.abc import Iterator
from statistics import mean
from time import thread_time

import numpy as np

from hpsearch.engine.activity import activation_sizes, gradient_norms
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.network import Network
from hpsearch.records import Record, replace
from hpsearch.search.halving.within_rounds import epochs_of_round, rung_sizes
from hpsearch.search.prepare import Prepared, networks
from hpsearch.system.threads import one_thread
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import measure, metric_names
from hpsearch.training.networks.gradients import RecipeCheck, check_recipe
from hpsearch.training.networks.measuring import NUMBERS_AT_ONCE
from hpsearch.training.networks.room import ends
from hpsearch.training.recipe import Recipe, examples_of_epoch
from hpsearch.trials.outcomes import Trial

MOST_TIMED, ENOUGH_SECONDS = 20, 0.03
"""Timing ends after so many epochs or seconds; several short epochs are timed, as a single one may be twice as slow."""

STACKED = 4
"""Number of models that are timed as one stack; a model alone takes nearly twice as long."""


class Cost(Record):
    """The cost of a search: epochs and steps of all trainings, and estimated seconds on one core."""

    epochs: int
    steps: int
    seconds: float


class Signal(Record):
    """The size of the activations of each hidden layer, and of the gradient of each layer's weights."""

    architecture: Architecture
    activations: tuple[float, ...]
    gradients: tuple[float, ...]


def draws(prepared: Prepared, count: int) -> list[Trial]:
    """Return the first `count` trials that the sampler proposes, before it knows any result."""
    return prepared.conversation(count, max(count, prepared.trials)).ask(1, count)


def cost(prepared: Prepared) -> Cost:
    """Estimate the cost from a few trials, by timing the first epochs of the one with the median number of units.

    With several views of the data, the trials of each view are timed, because views differ in their inputs.
    """
    recipes = [prepared.objective.recipe(trial.settings) for trial in prepared.sample]
    examples = prepared.trained_on[0]
    steps = [recipe.steps(examples) for recipe in recipes]
    by_view = [[recipe for recipe in recipes if recipe.view == view] for view in dict.fromkeys(r.view for r in recipes)]
    seconds = sum(_seconds_an_epoch(prepared, some) * len(some) for some in by_view) / len(recipes)
    epochs = _epochs(prepared, mean(recipe.epochs for recipe in recipes), finalist_count(prepared))
    return Cost(round(epochs), round(epochs * mean(steps)), epochs * seconds)


def _seconds_an_epoch(prepared: Prepared, recipes: list[Recipe]) -> float:
    """Return the seconds per epoch and network in a stack, for the recipe with the median number of units."""
    typical = sorted(recipes, key=lambda recipe: sum(recipe.hidden))[len(recipes) // 2]
    names = metric_names(networks(prepared).dataset.task, prepared.ranking.quantity)
    with one_thread():  # as in workers; so the time of this thread is the whole time
        models = min(STACKED, prepared.trials)
        training_set = networks(prepared).training_set_of(typical)
        cohort = Cohort([typical] * models, training_set, prepared.config.search.seed)
        with_inputs = len(training_set.train.y)
        every, some = (examples_of_epoch(m, typical.epoch_size) for m in (prepared.trained_on[0], with_inputs))
        _seconds_of_steps(cohort)  # warm-up: the first steps are slower
        seconds, timed = 0.0, 0
        started = thread_time()  # processor time: other busy programs do not count
        while timed < MOST_TIMED and thread_time() - started < ENOUGH_SECONDS:
            seconds += _seconds_of_steps(cohort) * every / some
            before = thread_time()
            measure(cohort, range(models), names)  # a fifth of the time of an epoch
            seconds, timed = seconds + thread_time() - before, timed + 1
    return seconds / timed / models


def _seconds_of_steps(cohort: Cohort) -> float:
    """Return the seconds that the steps of an epoch take, estimated from as many of them as there is time for."""
    started = thread_time()
    steps = cohort.steps()
    with np.errstate(all="ignore"):  # as in training
        next(steps)
        first = thread_time() - started  # the first step also draws the order of all batches
        others = 0
        while thread_time() - started < ENOUGH_SECONDS and next(steps, steps) is None:
            others += 1
    rest = thread_time() - started - first
    return first + (rest / others * (cohort.steps_per_epoch - 1) if others else 0.0)


def finalist_count(prepared: Prepared) -> int:
    """Return how many trials are retrained; with halving at most those that train to the end, if epochs are equal."""
    if prepared.finalists is None:
        return 0
    halving, ended = prepared.config.search.halving, prepared.trials
    each = {prepared.objective.recipe(trial.settings).epochs for trial in prepared.sample}
    if halving is not None and len(each) == 1:
        (epochs,) = each
        ended = sum(list(rung_sizes(halving, size, epochs))[-1][0] for size in prepared.round_sizes)
    return min(prepared.finalists.count, ended)


def _epochs(prepared: Prepared, epochs_each: float, finalists: int) -> float:
    """Return the epochs of a whole search whose models train for `epochs_each` epochs on average."""
    search = prepared.config.search
    searched = prepared.trials * epochs_each
    if search.halving is not None:
        searched = sum(epochs_of_round(search.halving, size, round(epochs_each)) for size in prepared.round_sizes)
    retrained = finalists * prepared.finalists.repeats if prepared.finalists else 0
    return (searched * search.repeats + retrained * epochs_each) * prepared.folds


def signal(prepared: Prepared) -> Signal:
    """Measure the first proposed network before training (notes §XI)."""
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
    """Check the gradients of each activation of the space, without and with L2, on the first proposed network."""
    (first,) = draws(prepared, 1)
    recipe = networks(prepared).recipe(first.settings)
    values = prepared.config.hyperparameters
    for activation in ends(values["activation"]):
        for l2 in dict.fromkeys((0.0, max(ends(values["l2"])) or 1.0)):
            varied = replace(recipe, activation=activation, l2=float(l2))
            yield from check_recipe(varied, networks(prepared).training_set_of(recipe), prepared.config.search.seed)
