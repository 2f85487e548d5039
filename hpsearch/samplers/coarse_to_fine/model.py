"""The model for a round: a Gaussian process of the trials completed before it, and the regions of the best ones."""

from collections.abc import Callable
from math import log2
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hpsearch.records import Record
from hpsearch.samplers.coarse_to_fine.arrays import Floats
from hpsearch.samplers.coarse_to_fine.coordinates import Coordinates
from hpsearch.samplers.coarse_to_fine.costs import tempered
from hpsearch.samplers.coarse_to_fine.process import KernelParameters, Process, fitted
from hpsearch.samplers.coarse_to_fine.region import Region
from hpsearch.samplers.coarse_to_fine.study_memory import CompletedTrials, SettingsKey, settings_key
from hpsearch.space import Choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optuna.distributions import BaseDistribution

AT_MOST = 96  # trials in the model: the better half, and the newest
CANDIDATES = 400  # within the regions, for each drawn function
ELSEWHERE = 100  # in the whole space
REGIONS = 3
ALIKE = 0.5  # a correlation; two of the best that are less alike make regions of their own
BOLDNESS = 1.0


class CostModel(Record):
    """A Gaussian process of the trials, with transformed costs, and the regions for candidates.

    `best` is the row of the trial with the best expected cost; NaN for hyperparameters that it does not use.
    """

    coordinates: Coordinates
    best: Floats
    process: Process
    regions: tuple[Region, ...]

    @classmethod
    def of(
        cls,
        space: "Mapping[str, BaseDistribution]",
        completed: CompletedTrials,
        coarse: int,
        hyperparameters: KernelParameters | None = None,
    ) -> Self:
        """Fit the model to the `completed` trials, and the kernel parameters unless they are given."""
        chosen = _subset(completed.costs)
        coordinates, rows = Coordinates.of(space, [completed.trials[place] for place in chosen])
        outside = (rows < 0) | (rows > 1)
        rows = np.where(outside, rows, coordinates.snapped(rows))
        features, groups = coordinates.features(rows), coordinates.groups
        values = tempered(completed.costs[chosen])
        learned = hyperparameters or fitted(features, groups, values)
        process = Process(features, groups, values, learned)
        order = np.argsort(process.mean(features), kind="stable")
        centres = _apart(order, process.correlation(features, features))
        doublings = max(0.0, log2(len(completed.trials) / coarse))
        regions = tuple(Region.around(rows[centre], learned.lengths, doublings) for centre in centres)
        return cls(coordinates, np.clip(rows[centres[0]], 0.0, 1.0), process, regions)

    def proposed(
        self, draw: Generator, tried: Callable[[SettingsKey], bool], given: "Mapping[str, float] | None" = None
    ) -> dict[str, Any]:
        """Return the best of some candidates by a function drawn from the posterior (Thompson 1933).

        All candidates have the coordinates `given` by name. Settings already `tried`, which would give the same result,
        are taken only if all candidates are.
        """
        choices = np.array([isinstance(domain, Choices) for domain in self.coordinates.domains])
        share = CANDIDATES // len(self.regions)
        boxes = [region.candidates(draw, share, choices) for region in self.regions]
        rows = np.concatenate([*boxes, draw.random((ELSEWHERE, len(choices)))])
        for name, u in (given or {}).items():
            rows[:, self.coordinates.names.index(name)] = u
        snapped = self.coordinates.snapped(rows)
        costs = self.process.drawn(draw, BOLDNESS)(self.coordinates.features(snapped))
        order = np.argsort(costs, kind="stable")
        best = next((place for place in order if not tried(self._settings(snapped[place]))), order[0])
        return self.coordinates.decoded(rows[best])

    def _settings(self, snapped: Floats) -> SettingsKey:
        """Return the key of a trial with these coordinates, (axes,)."""
        values = self.coordinates.decoded(snapped)
        return settings_key({name: values[name] for name, u in zip(values, snapped, strict=True) if not np.isnan(u)})


def _subset(costs: Floats) -> NDArray[np.intp]:
    """Return the indices of the costs, (trials,), in order; if there are many, only of the best and the newest."""
    if len(costs) <= AT_MOST:
        return np.arange(len(costs))
    best = np.argsort(costs, kind="stable")[: AT_MOST // 2]
    rest = np.setdiff1d(np.arange(len(costs)), best)[-(AT_MOST - len(best)) :]
    return np.sort(np.concatenate([best, rest]))


def _apart(order: NDArray[np.intp], correlation: Floats) -> list[int]:
    """Choose the first of `order`, and others of its best quarter with a low `correlation` to those chosen before."""
    chosen = [int(order[0])]
    for place in order[1 : max(1, len(order) // 4)]:
        if len(chosen) < REGIONS and correlation[place, chosen].max() < ALIKE:
            chosen.append(int(place))
    return chosen
