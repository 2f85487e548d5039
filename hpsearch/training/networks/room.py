"""Compute the memory for training the largest network of a search space, before any network is built."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from hpsearch.config import Config
from hpsearch.data.memory import available, giga
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.records import replace
from hpsearch.space import Axis, Choice, Choices, Range, Space
from hpsearch.training.recipe import Recipe, batch_size
from hpsearch.trials.input_views import InputView
from hpsearch.trials.outcomes import Settings

SHAPE = ("units", "layers")
"""The hyperparameters that define the size of a network."""

NUMBER_BYTES, INDEX_BYTES = 4, 8
"""Bytes of a parameter or activation, and of the index of a parameter in a stack of networks."""


def check_room(
    config: Config, space: Space, meaning: Callable[[Settings], Recipe], examples: int, inputs: int, outputs: int
) -> None:
    """Raise ConfigError if a network of the space takes more memory than is free."""
    stated = config.hyperparameters
    costliest = {
        "optimizer": max(ends(stated["optimizer"]), key=lambda name: len(OPTIMIZERS[name].state)),
        "batch_size": max(batch_size(size, examples) for size in ends(stated["batch_size"])),
        "members": max(ends(stated["members"])),
    }
    shapes = {meaning({**settings, **costliest}) for settings in _largest_shapes(space)}
    needed, recipe = max(((room(shape, inputs, outputs), shape) for shape in shapes), key=lambda pair: pair[0])
    free = available()
    if needed > free:
        cosines = any(InputView.of({"numbers": way}).waves for way in ends(config.values["numbers"]))
        fewer = "fewer units, layers or cosines (data.numbers)" if cosines else "fewer units or layers"
        raise config.error(
            "hyperparameters.units",
            f"a network with {_parameters(recipe, inputs, outputs):,} parameters takes {giga(needed)} GB to train, and "
            f"{giga(max(free, 0))} GB of memory are free; expected {fewer}, or a smaller batch_size",
        )


def room(recipe: Recipe, inputs: int, outputs: int) -> int:
    """Return the bytes that the training of one network takes at least."""
    widths = (*recipe.hidden, outputs)
    averages = len(OPTIMIZERS[recipe.optimizer].state) + (recipe.ema > 0)
    copies = 3 + averages  # θ, its gradient, scratch, and the averages of both
    columns = recipe.batch_size * recipe.members
    numbers = columns * (sum(widths) + 3 * max(widths))  # all activations; two gradients and scratch
    parameters = _parameters(recipe, inputs, outputs)
    if recipe.members > 1:
        numbers += (recipe.members + 2) * inputs * recipe.hidden[0]  # first weights of each member, and scratch
    return NUMBER_BYTES * (copies * parameters + numbers) + INDEX_BYTES * parameters


def _parameters(recipe: Recipe, inputs: int, outputs: int) -> int:
    plain = sum((n_in + 1) * n_out for n_in, n_out in pairwise((inputs, *recipe.hidden, outputs)))
    if recipe.members == 1:
        return plain
    return plain + recipe.members * inputs + (recipe.members - 1) * (recipe.hidden[-1] + 1) * outputs


def _largest_shapes(space: Space) -> Iterator[Settings]:
    """Yield the largest shapes of the space: the most units for each number of layers, or each list of units.

    Conditions on hyperparameters outside of the shape are taken as true, as they can hold in some trial.
    """
    axes = tuple(
        replace(axis, conditions=tuple(c for c in axis.conditions if c.hyperparameter in SHAPE))
        for axis in space.axes
        if axis.hyperparameter in SHAPE
    )
    return replace(space, axes=axes).combinations(_largest_values)


def _largest_values(axis: Axis) -> list[Any]:
    """Return every number of layers; of units the largest number, or every list."""
    if axis.hyperparameter == "layers":
        return list(axis.values())
    if not isinstance(axis.domain, Choices):
        return [axis.domain.decode(1.0)]
    options = list(axis.domain.options)
    return options if isinstance(options[0], list) else [max(options)]


def ends(value: Any) -> tuple[Any, ...]:
    """Return the choices of a hyperparameter, the two ends of its range, or its fixed value."""
    if isinstance(value, Choice):
        return value.choices
    return (value.low, value.high) if isinstance(value, Range) else (value,)
