"""The prediction of a run's results for untried settings, by the sampler's Gaussian process."""

from collections.abc import Callable, Sequence
from math import inf
from typing import Self

import numpy as np

from hpsearch.diagnosis.kernels import kernels_drawn
from hpsearch.diagnosis.places import places_over
from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record
from hpsearch.samplers.coarse_to_fine.arrays import Floats
from hpsearch.samplers.coarse_to_fine.conditions import Presence
from hpsearch.samplers.coarse_to_fine.coordinates import Coordinates
from hpsearch.samplers.coarse_to_fine.costs import tempered
from hpsearch.samplers.coarse_to_fine.process import Process, fitted
from hpsearch.space import Axis, Choices, Space
from hpsearch.trials.outcomes import Outcome, Settings, Status
from hpsearch.trials.ranking import Ranking

_MOST_TRIALS = 96
"""Largest number of trials in the process: the best half, and others spread over the rest."""

_DRAWS = 24
"""Number of functions drawn from the posterior."""


class Surface(Record, eq=False):
    """A Gaussian process of the transformed costs, over unit coordinates: `rows`, (trials, axes), NaN if unused.

    `unit` is the difference of the search metric for a difference of 1 in transformed costs, in the better half.
    """

    axes: tuple[Axis, ...]
    coordinates: Coordinates
    rows: Floats
    values: Floats
    process: Process
    unit: float

    @classmethod
    def of(cls, space: Space, outcomes: Sequence[Outcome], ranking: Ranking, fewest: int) -> Self | None:
        """Fit the surface to the outcomes, best first; None if there are fewer than `fewest`, or no axes."""
        told = _thinned([each for each in outcomes if each.status in (Status.COMPLETE, Status.DIVERGED)])
        costs = np.array([ranking.cost(each.metrics) for each in told])
        axes = tuple(axis for axis in space.axes if axis.count > 1)
        if len(told) < fewest or not axes or np.isfinite(costs).sum() < fewest / 2:
            return None
        rows = np.array([[coordinate(axis, each.settings) for axis in axes] for each in told])
        rows = rows[:, (~np.isnan(rows)).any(axis=0)]
        axes = tuple(axis for axis in axes if any(not np.isnan(coordinate(axis, each.settings)) for each in told))
        if not axes:
            return None
        domains = tuple(axis.domain for axis in axes)
        presence = Presence.learn(rows, [isinstance(domain, Choices) for domain in domains])
        coordinates = Coordinates(tuple(axis.name for axis in axes), domains, presence)
        values = tempered(costs)
        features, groups = coordinates.features(rows), coordinates.groups
        process = Process(features, groups, values, fitted(features, groups, values))
        return cls(axes, coordinates, rows, values, process, _unit(costs, values))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the axes."""
        return self.coordinates.names

    def mean(self, rows: Floats) -> Floats:
        """Return the expected transformed cost at each of `rows`, (rows, axes) → (rows,)."""
        return self.process.mean(self.coordinates.features(rows))

    def drawn(self, rows: Floats) -> Floats:
        """Return the values of functions drawn from the posterior at `rows`, (rows, axes) → (draws, rows)."""
        draw = generator(0, Purpose.DIAGNOSIS)
        return self.process.values_drawn(draw, _DRAWS, self.coordinates.features(rows))

    def drawn_with_kernels(self, rows: Floats) -> Floats:
        """Return the values of functions at `rows`, (draws, rows): each two have kernel parameters of their own."""
        draw, process = generator(0, Purpose.DIAGNOSIS), self.process
        known, places = self.coordinates.features(self.rows), self.coordinates.features(rows)
        groups = self.coordinates.groups
        kernels = kernels_drawn(draw, _DRAWS // 2, process.hyperparameters, known, groups, self.values)
        processes = (Process(known, groups, self.values, kernel) for kernel in kernels)
        return np.concatenate([each.values_drawn(draw, 2, places) for each in processes])

    @property
    def best(self) -> Floats:
        """The row of the trial with the best expected cost, (axes,)."""
        return np.asarray(self.rows[int(np.argmin(self.mean(self.rows)))])

    def spread(self) -> tuple[Floats, Floats]:
        """Return places all over the space: as drawn, and with NaN for unused axes, (places, axes).

        For a range with or_zero, the lowest drawn coordinates stand for 0.
        """
        u = places_over(len(self.axes))
        rows = u.copy()
        for place, axis in enumerate(self.axes):
            if axis.or_zero:
                rows[:, place] = np.where(
                    u[:, place] < axis.or_zero, np.nan, (u[:, place] - axis.or_zero) / (1 - axis.or_zero)
                )
        rows = self.coordinates.on_values(rows)  # the values that decide which axes are used
        for presence in self.coordinates.presence:
            if not self.axes[presence.axis].or_zero:
                rows[~presence.holds(rows), presence.axis] = np.nan
        return u, rows

    def gain(self, rows: Floats) -> float | None:
        """Return the expected improvement of the best of `rows` over the best trial, in units of the search metric.

        None if the better half of the trials has equal results, so that the unit is unknown.
        """
        return float(self._better(self.drawn, rows).mean()) if self.unit else None

    def gains(self, rows: Floats) -> Floats | None:
        """Return this improvement for each of some functions, (draws,), with kernel parameters that the trials allow.

        None as for `gain`. Their mean is a little lower, as some of the functions are mostly noise.
        """
        return self._better(self.drawn_with_kernels, rows) if self.unit else None

    def _better(self, drawn: Callable[[Floats], Floats], rows: Floats) -> Floats:
        values = drawn(np.vstack([self.best[None], rows]))
        return np.asarray(np.maximum(values[:, 0] - values[:, 1:].min(axis=1), 0.0) * self.unit)


def coordinate(axis: Axis, settings: Settings) -> float:
    """Return the unit coordinate of a trial on an axis; NaN if it does not use it, or has the 0 of or_zero."""
    if not axis.has_value(settings) or not axis.domain.holds(value := axis.value_in(settings)):
        return float("nan")
    return float(axis.domain.encode(value))


def _thinned(outcomes: Sequence[Outcome]) -> list[Outcome]:
    if len(outcomes) <= _MOST_TRIALS:
        return list(outcomes)
    half = _MOST_TRIALS // 2
    rest = outcomes[half:]
    return [*outcomes[:half], *(rest[place * len(rest) // half] for place in range(half))]


def _unit(costs: Floats, values: Floats) -> float:
    """Return the slope of the costs over their transformed values, between the best and the median."""
    order = np.argsort(costs, kind="stable")
    best, middle = int(order[0]), int(order[(np.isfinite(costs).sum() - 1) // 2])
    apart = values[middle] - values[best]
    return float((costs[middle] - costs[best]) / apart) if apart > 0 and costs[middle] < inf else 0.0
