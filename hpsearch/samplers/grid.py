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
"""More points are no plan for a search."""


class Grid:
    """All choices, and evenly spaced values of each range, in an order that the seed draws."""

    name = "grid"
    learns = False
    options: ClassVar[dict[str, Any]] = {"points": None}

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:  # noqa: ARG002 (no round differs)
        """What draws once the grid is exhausted: a random sampler."""
        chosen(self.options, {key: value for key, value in options.items() if value is not None})
        return RandomSampler(seed=seed)

    def lay_out(self, space: Space, trials: int, seed: int, points: int | None = None) -> list[Settings]:
        """The settings of the grid: `points` values of each range, or as many as make at most `trials` settings.

        Raises ValueError where `points` make far too many.
        """
        counts = _fitting(space, min(trials, LARGEST_GRID)) if points is None else dict.fromkeys(_names(space), points)
        too_many = max(counts.values(), default=0) > LARGEST_GRID  # of one range alone, whose values are then not made
        grid = [] if too_many else list(islice(_grid(space, counts), LARGEST_GRID + 1))
        if too_many or len(grid) > LARGEST_GRID:
            raise ValueError(
                f"the grid has more than {LARGEST_GRID:,} points; expected fewer points a range or choices"
            )
        order = generator(seed, Purpose.SAMPLER).permutation(len(grid))  # so that its first part is no corner of it
        return [grid[place] for place in order]


Counts = Mapping[str, int]
"""How many values an axis has on the grid, by the axis's name."""


def _fitting(space: Space, trials: int) -> Counts:
    """As many values for each axis as fit into `trials`; where more fit for some, the first have one more."""
    few, many = 1, max(2, trials + 1)
    while many - few > 1:  # `few` fit, or are the fewest; `many` do not, or are more than any axis can use
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
    """How many points the grid has, counted to one above `most`."""
    return sum(1 for _ in islice(_grid(space, counts), most + 1))


def _grid(space: Space, counts: Counts) -> Iterator[Settings]:
    """Every combination of the axes' values."""
    values = {axis.name: _values(axis, counts[axis.name]) for axis in space.axes}
    return space.combinations(lambda axis: values[axis.name])


def _values(axis: Axis, count: int) -> list[Any]:
    """`count` values from one end of the axis to the other, or all if it has fewer; one alone is the middle."""
    domain = axis.domain
    if isinstance(domain, Choices):
        return list(domain.options)
    coordinates = [0.5] if count == 1 else [k / (count - 1) for k in range(count)]
    zero = [axis.zero] if axis.or_zero else []
    return list(dict.fromkeys([*zero, *map(domain.decode, coordinates)]))


def _names(space: Space) -> list[str]:
    return [axis.name for axis in space.axes]
