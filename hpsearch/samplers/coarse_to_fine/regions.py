"""The region from which a round is drawn, in the values of Optuna's parameters."""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from hpsearch.samplers.coarse_to_fine.box import box
from hpsearch.samplers.coarse_to_fine.model import CostModel
from hpsearch.space import Choices, Domain
from hpsearch.space.distributions import domain_of
from hpsearch.trials.regions import AxisRegion, RoundRegion

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

EDGE = 0.02  # share of a range: a value nearer to an end is at that end
RIM, _ENOUGH, MOST = 0.1, 4, 0.75  # without a model: at an end if of so many trials this share is in the outer tenth


def model_region(model: CostModel, start: int) -> RoundRegion:
    """Return the smallest region that contains all regions of `model`, axis by axis."""
    return RoundRegion(start, tuple(_axes(model)))


def box_region(
    space: "Mapping[str, BaseDistribution]", best: "Sequence[FrozenTrial]", spacing: float, start: int
) -> RoundRegion:
    """Return the box of the `best` trials, best first, in which `plain_coordinate` draws."""
    axes = []
    for name, distribution in space.items():
        domain = domain_of(distribution)
        values = [trial.params[name] for trial in best if trial.distributions.get(name) == distribution]
        coordinates = [domain.encode(value) for value in values]
        first = values[0] if values else None
        if isinstance(domain, Choices):
            axes.append(AxisRegion(name, first, first, first, None))
            continue
        low, high = box(coordinates, spacing)
        axes.append(
            AxisRegion(name, domain.decode(low), domain.decode(high), first, None, _edge_of_most(domain, coordinates))
        )
    return RoundRegion(start, tuple(axes))


def _axes(model: CostModel) -> Iterator[AxisRegion]:
    lows = np.min([region.low() for region in model.regions], axis=0)
    highs = np.max([region.high() for region in model.regions], axis=0)
    weights = model.process.hyperparameters.lengths**-2.0
    importances = weights / weights.sum()
    for i, (name, domain) in enumerate(zip(model.coordinates.names, model.coordinates.domains, strict=True)):
        u = float(model.best[i])
        unused, choice = isnan(u), isinstance(domain, Choices)
        best = None if unused else domain.decode(u)
        low, high = (best, best) if choice else (domain.decode(float(lows[i])), domain.decode(float(highs[i])))
        edge = "" if unused or choice else _edge(domain, u, EDGE)
        yield AxisRegion(name, low, high, best, round(float(importances[i]), 4), edge)


def _edge(domain: Domain, u: float, rim: float) -> str:
    """Return the end of its range at which the coordinate is, if any."""
    if domain.decode(u) == domain.decode(0.0) or u < rim:
        return "lower"
    if domain.decode(u) == domain.decode(1.0) or u > 1 - rim:
        return "upper"
    return ""


def _edge_of_most(domain: Domain, coordinates: list[float]) -> str:
    """Return the end of the range near which most of the coordinates are, if there are enough."""
    edges = [_edge(domain, u, RIM) for u in coordinates]
    few = len(edges) < _ENOUGH
    return next((edge for edge in ("lower", "upper") if not few and edges.count(edge) >= MOST * len(edges)), "")
