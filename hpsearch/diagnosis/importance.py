"""How much of the differences between results each hyperparameter explains, alone and in pairs.

A functional ANOVA (Hutter, Hoos & Leyton-Brown 2014) of the surface: of functions drawn of its posterior, the variance
over the space that the mean at each part of an axis has, and of each two axes what their parts explain beyond that. So
each share has an interval: that of the draws.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from hpsearch.diagnosis.surface import Surface
from hpsearch.samplers.coarse_to_fine.arrays import Floats
from hpsearch.space import Axis, Choices

_PARTS, _PARTS_OF_PAIRS = 8, 4
"""Parts of an axis that is no choice: for its own effect, and for those of pairs."""

MOST_AXES_IN_PAIRS = 8


@dataclass(frozen=True, slots=True)
class Effect:
    """The share of the variance that one axis or a pair explains, with the interval that holds 90 % of the draws."""

    axes: tuple[str, ...]
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effects:
    """The effect of each axis alone, its total with all pairs that it is in, and that of each pair; largest first."""

    main: tuple[Effect, ...]
    total: tuple[Effect, ...]
    pairs: tuple[Effect, ...]

    def of(self, name: str) -> Effect:
        """The effect of one axis alone."""
        return next(effect for effect in self.main if effect.axes == (name,))

    def total_of(self, name: str) -> Effect:
        """The effect of one axis with its pairs."""
        return next(effect for effect in self.total if effect.axes == (name,))


def effects_of(surface: Surface) -> Effects:
    """The effects of all axes of a surface."""
    u, rows = surface.spread()
    values = surface.drawn(rows)
    variance = np.maximum(values.var(axis=1), 1e-12)
    coarse = [_parts(axis, u[:, place], _PARTS_OF_PAIRS) for place, axis in enumerate(surface.axes)]
    main = [_explained(values, _parts(axis, u[:, i], _PARTS)) / variance for i, axis in enumerate(surface.axes)]
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
    names = surface.names
    return Effects(
        _sorted([_effect((names[i],), shares) for i, shares in enumerate(main)]),
        _sorted([_effect((names[i],), np.asarray(shares)) for i, shares in enumerate(total)]),
        _sorted([_effect((names[one], names[other]), shares) for (one, other), shares in pairs.items()]),
    )


def _explained(values: Floats, parts: NDArray[np.intp]) -> Floats:
    """The variance of the means of `parts`, (places,), for each of `values`, (draws, places) → (draws,).

    Less what the means of so few places would differ by, if the parts explained nothing.
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
    """The part of the axis that each coordinate as drawn, (places,), lies in; the 0 of or_zero is a part of its own."""
    domain = axis.domain
    if isinstance(domain, Choices):
        return np.minimum((u * len(domain.options)).astype(np.intp), len(domain.options) - 1)
    within = np.clip((u - axis.or_zero) / (1 - axis.or_zero), 0.0, 1.0)
    parts = np.minimum((within * count).astype(np.intp), count - 1)
    return np.where(u < axis.or_zero, count, parts) if axis.or_zero else parts


def _effect(axes: tuple[str, ...], shares: Floats) -> Effect:
    low, high = np.quantile(shares, [0.05, 0.95])
    return Effect(axes, float(shares.mean()), float(low), float(min(high, 1.0)))


def _sorted(effects: list[Effect]) -> tuple[Effect, ...]:
    return tuple(sorted(effects, key=lambda effect: -effect.share))
