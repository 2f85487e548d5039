"""How much memory the largest network of a space takes, known before anything of it is built."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hpsearch.config import Config
from hpsearch.data.memory import available, giga
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.space import Axis, Choice, Choices, Range, Space
from hpsearch.training.recipe import Recipe, batch_size
from hpsearch.trials.outcomes import Settings

SHAPE = ("units", "layers")
"""The hyperparameters that say how large a network is."""

_NUMBER, PLACE = 4, 8
"""Bytes of a number of a network, and of the number that says where a parameter lies in a stack."""


def check_room(
    config: Config, space: Space, meaning: Callable[[Settings], Recipe], examples: int, inputs: int, outputs: int
) -> None:
    """Raise ConfigError where a network of the space takes more memory than is free."""
    stated = config.hyperparameters
    trained = {
        "optimizer": max(ends(stated["optimizer"]), key=lambda name: len(OPTIMIZERS[name].state)),
        "batch_size": max(batch_size(size, examples) for size in ends(stated["batch_size"])),
    }
    shapes = {meaning({**settings, **trained}) for settings in _largest(space)}
    needed, recipe = max(((room(shape, inputs, outputs), shape) for shape in shapes), key=lambda pair: pair[0])
    free = available()
    if needed > free:
        raise config.error(
            "hyperparameters.units",
            f"a network with {_parameters(recipe, inputs, outputs):,} parameters takes {giga(needed)} GB to train, and "
            f"{giga(max(free, 0))} GB of memory are free; expected fewer units or layers, or a smaller batch_size",
        )


def room(recipe: Recipe, inputs: int, outputs: int) -> int:
    """Bytes that the training of one network takes at least."""
    widths = (*recipe.hidden, outputs)
    copies = 3 + len(OPTIMIZERS[recipe.optimizer].state)  # θ, its gradient, what a step computes, the averages
    values = recipe.batch_size * (sum(widths) + 3 * max(widths))  # of each layer; two gradients, and one to compute in
    parameters = _parameters(recipe, inputs, outputs)
    return _NUMBER * (copies * parameters + values) + PLACE * parameters


def _parameters(recipe: Recipe, inputs: int, outputs: int) -> int:
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise((inputs, *recipe.hidden, outputs)))


def _largest(space: Space) -> Iterator[Settings]:
    """The largest shapes of the space: for each number of layers that it may have, or list of units, the most units.

    A condition that names what decides over no shape may hold, and is taken to.
    """
    axes = tuple(
        replace(axis, conditions=tuple(c for c in axis.conditions if c.hyperparameter in SHAPE))
        for axis in space.axes
        if axis.hyperparameter in SHAPE
    )
    return replace(space, axes=axes).combinations(_large)


def _large(axis: Axis) -> list[Any]:
    if axis.hyperparameter == "layers":
        return list(axis.values())
    if not isinstance(axis.domain, Choices):
        return [axis.domain.decode(1.0)]
    options = list(axis.domain.options)
    return options if isinstance(options[0], list) else [max(options)]


def ends(value: Any) -> tuple[Any, ...]:
    """The choices, or the ends, or the fixed value."""
    if isinstance(value, Choice):
        return value.choices
    return (value.low, value.high) if isinstance(value, Range) else (value,)
