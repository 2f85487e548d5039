"""The share of the variance of results that each hyperparameter explains, alone and in pairs.

A functional ANOVA (Hutter, Hoos & Leyton-Brown 2014) of functions drawn from the posterior: the variance of the means
over the parts of an axis, and for each two axes the variance that their parts explain beyond that. The draws give an
interval for each share; each has kernel parameters of its own.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from hpsearch.diagnosis.surface import Surface
from hpsearch.records import Record
from hpsearch.samplers.coarse_to_fine.arrays import Floats
from hpsearch.space import Axis, Choices

_PARTS, _PARTS_OF_PAIRS = 8, 4
"""Number of parts of an axis of numbers: for its own effect, and for pairs."""

MOST_AXES_IN_PAIRS = 8


class Effect(Record):
    """The share of the variance that an axis or a pair explains: the mean of the draws, and an interval around it.

    The interval contains 90 % of the draws, or more where the mean is outside of those.
    """

    axes: tuple[str, ...]
    share: float
    low: float
    high: float


class Effects(Record):
    """The effects of each axis alone, of each axis with all its pairs, and of each pair; largest first."""

    main: tuple[Effect, ...]
    total: tuple[Effect, ...]
    pairs: tuple[Effect, ...]

    def total_of(self, name: str) -> Effect:
        """Return the effect of one axis with its pairs."""
        return next(effect for effect in self.total if effect.axes == (name,))


def effects_of(surface: Surface) -> Effects:
    """Return the effects of all axes of a surface."""
    u, rows = surface.spread()
    return effects_of_values(surface.axes, u, surface.drawn_with_kernels(rows))


def effects_of_values(axes: Sequence[Axis], u: Floats, values: Floats) -> Effects:
    """Return the effects of axes on the `values` of some functions, (draws, places), at coordinates, (places, axes)."""
    variance = np.maximum(values.var(axis=1), 1e-12)
    coarse = [_parts(axis, u[:, place], _PARTS_OF_PAIRS) for place, axis in enumerate(axes)]
    main = [_explained(values, _parts(axis, u[:, place], _PARTS)) / variance for place, axis in enumerate(axes)]
    alone = [_explained(values, parts) / variance for parts in coarse]
    strongest = sorted(range(len(main)), key=lambda axis: -main[axis].mean())[:MOST_AXES_IN_PAIRS]
    pairs = {
        (one, other): np.maximum(
            _explained(values, coarse[one] * (coarse[other].max() + 1) + coarse[other]) / variance
            - alone[one]
            - alone[other],
            0.0,
        )
        for one, other in combinations(sorted(strongest), 2)
    }
    total = [main[i] + sum((each for pair, each in pairs.items() if i in pair), np.zeros(())) for i in range(len(main))]
    names = [axis.name for axis in axes]
    return Effects(
        _sorted([_effect((names[i],), shares) for i, shares in enumerate(main)]),
        _sorted([_effect((names[i],), np.asarray(shares)) for i, shares in enumerate(total)]),
        _sorted([_effect((names[one], names[other]), shares) for (one, other), shares in pairs.items()]),
    )


def _explained(values: Floats, parts: NDArray[np.intp]) -> Floats:
    """Return the variance of the means of `parts`, (places,), for each of `values`, (draws, places) → (draws,).

    The variance that such means have by chance, if the parts explain nothing, is subtracted.
    """
    count = int(parts.max()) + 1
    sizes = np.bincount(parts, minlength=count).astype(float)
    kept = sizes > 0
    members = (parts[:, None] == np.arange(count)[kept]).astype(float)
    means = values @ members / sizes[kept]
    overall = values.mean(axis=1, keepdims=True)
    between = ((means - overall) ** 2 * sizes[kept]).sum(axis=1) / sizes.sum()
    within = np.maximum(values.var(axis=1) - between, 0.0)
    return np.asarray(np.maximum(between - within * (kept.sum() - 1) / sizes.sum(), 0.0))


def _parts(axis: Axis, u: Floats, count: int) -> NDArray[np.intp]:
    """Return the part of the axis for each drawn coordinate, (places,); the 0 of or_zero is its own part."""
    domain = axis.domain
    if isinstance(domain, Choices):
        return np.minimum((u * len(domain.options)).astype(np.intp), len(domain.options) - 1)
    within = np.clip((u - axis.or_zero) / (1 - axis.or_zero), 0.0, 1.0)
    parts = np.minimum((within * count).astype(np.intp), count - 1)
    return np.where(u < axis.or_zero, count, parts) if axis.or_zero else parts


def _effect(axes: tuple[str, ...], shares: Floats) -> Effect:
    low, high = np.minimum(np.quantile(shares, [0.05, 0.95]), 1.0)
    share = min(float(shares.mean()), 1.0)
    return Effect(axes, share, min(float(low), share), max(float(high), share))


def _sorted(effects: list[Effect]) -> tuple[Effect, ...]:
    return tuple(sorted(effects, key=lambda effect: -effect.share))
