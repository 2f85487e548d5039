"""What the sampler believes about a search, round by round, in the values of the hyperparameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from hpsearch.samplers.coarse_to_fine.model import Model
from hpsearch.space import Choices, Domain

EDGE = 0.02  # of a range: what lies nearer to its end lies at it


@dataclass(frozen=True, slots=True)
class AxisBelief:
    """Where a round was drawn along one axis, and the share of the differences between results that it explains.

    Of a choice, `best` is the option of the best trial, and `low` and `high` are the same.
    """

    name: str
    low: Any
    high: Any
    best: Any
    importance: float
    edge: str = ""

    @property
    def advice(self) -> str:
        """A sentence, where the best trials sit at an end of the range; empty elsewhere."""
        if not self.edge:
            return ""
        return f"{self.name}: the best trials sit at the {self.edge} end of the range, {self.best:.4g}; widen it"


@dataclass(frozen=True, slots=True)
class RoundBelief:
    """What was believed before the trials from number `start` on were drawn."""

    start: int
    axes: tuple[AxisBelief, ...]


def believed(model: Model, start: int) -> RoundBelief:
    """The hull of the regions of `model`, axis by axis."""
    return RoundBelief(start, tuple(_axes(model)))


def _axes(model: Model) -> Iterator[AxisBelief]:
    lows = np.min([region.low() for region in model.regions], axis=0)
    highs = np.max([region.high() for region in model.regions], axis=0)
    weights = model.process.hyperparameters.lengths**-2.0
    importances = weights / weights.sum()
    middle = model.regions[0].centre
    for i, (name, domain) in enumerate(zip(model.coordinates.names, model.coordinates.domains, strict=True)):
        best = domain.decode(float(middle[i]))
        choice = isinstance(domain, Choices)
        low, high = (best, best) if choice else (domain.decode(float(lows[i])), domain.decode(float(highs[i])))
        edge = "" if choice else _edge(domain, float(middle[i]))
        yield AxisBelief(name, low, high, best, round(float(importances[i]), 4), edge)


def _edge(domain: Domain, u: float) -> str:
    """Which end of its range the coordinate lies at, if any."""
    if domain.decode(u) == domain.decode(0.0) or u < EDGE:
        return "lower"
    if domain.decode(u) == domain.decode(1.0) or u > 1 - EDGE:
        return "upper"
    return ""
