"""A grid: every combination of evenly spaced values (notes §XXII say why random draws are better)."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, ClassVar

from optuna.samplers import BaseSampler, RandomSampler

from hpsearch.randomness import Purpose, generator
from hpsearch.samplers._optuna import chosen
from hpsearch.space import Axis, Choices, Space
from hpsearch.trials.outcomes import Settings

LARGEST_GRID = 100_000
"""Largest number of points of a grid."""


class Grid:
    """All choices, and evenly spaced values of each range, in a random order."""

    name = "grid"
    learns = False
    options: ClassVar[dict[str, Any]] = {"points": None}

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:  # noqa: ARG002 (all rounds are alike)
        """Return a random sampler, which draws once the grid is used up."""
        chosen(self.options, {key: value for key, value in options.items() if value is not None})
        return RandomSampler(seed=seed)

    def lay_out(self, space: Space, trials: int, seed: int, points: int | None = None) -> list[Settings]:
        """Return the settings of the grid: `points` values of each range, or as many as fit into `trials` settings.

        Raises ValueError if `points` give more than LARGEST_GRID settings.
        """
        counts = _fitting(space, min(trials, LARGEST_GRID)) if points is None else dict.fromkeys(_names(space), points)
        too_many = max(counts.values(), default=0) > LARGEST_GRID  # one range alone is too large
        grid = [] if too_many else list(islice(_grid(space, counts), LARGEST_GRID + 1))
        if too_many or len(grid) > LARGEST_GRID:
            raise ValueError(
                f"the grid has more than {LARGEST_GRID:,} points; expected fewer points a range or choices"
            )
        order = generator(seed, Purpose.SAMPLER).permutation(len(grid))  # do not start in one corner
        return [grid[place] for place in order]


Counts = Mapping[str, int]
"""Number of grid values of each axis, by its name."""


def _fitting(space: Space, trials: int) -> Counts:
    """Return as many values for each axis as fit into `trials`; the first axes may have one more."""
    few, many = 1, max(2, trials + 1)
    while many - few > 1:  # bisection: `few` fit, or are the minimum; `many` do not fit, or are more than any axis has
        middle = (few + many) // 2
        if _size(space, dict.fromkeys(_names(space), middle), trials) <= trials:
            few = middle
        else:
            many = middle
    counts = dict.fromkeys(_names(space), few)
    for name in counts:
        more = {**counts, name: few + 1}
        if _size(space, more, trials) <= trials:
            counts = more
    return counts


def _size(space: Space, counts: Counts, most: int) -> int:
    """Return the number of points of the grid, counted up to `most` + 1."""
    return sum(1 for _ in islice(_grid(space, counts), most + 1))


def _grid(space: Space, counts: Counts) -> Iterator[Settings]:
    """Yield every combination of the axes' values."""
    values = {axis.name: _values(axis, counts[axis.name]) for axis in space.axes}
    return space.combinations(lambda axis: values[axis.name])


def _values(axis: Axis, count: int) -> list[Any]:
    """Return `count` evenly spaced values of an axis, or all if it has fewer; a single one is the middle."""
    domain = axis.domain
    if isinstance(domain, Choices):
        return list(domain.options)
    coordinates = [0.5] if count == 1 else [k / (count - 1) for k in range(count)]
    zero = [axis.zero] if axis.or_zero else []
    return list(dict.fromkeys([*zero, *map(domain.decode, coordinates)]))


def _names(space: Space) -> list[str]:
    return [axis.name for axis in space.axes]
