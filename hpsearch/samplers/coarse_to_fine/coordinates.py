"""Trials as rows of unit coordinates, and as features for the model."""

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record
from hpsearch.samplers.coarse_to_fine.arrays import Floats
from hpsearch.samplers.coarse_to_fine.conditions import Presence
from hpsearch.space import Choices, Domain, Steps, WholeLog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial


class Coordinates(Record):
    """The axes of a search, and the conditions learned from its trials.

    A row of coordinates has a number in [0, 1] for each axis, nan if the trial does not use it.
    """

    names: tuple[str, ...]
    domains: tuple[Domain, ...]
    presence: tuple[Presence, ...]

    @classmethod
    def of(cls, space: "Mapping[str, BaseDistribution]", trials: "Sequence[FrozenTrial]") -> tuple[Self, Floats]:
        """Return the axes of `space`, and rows, (trials, axes); values that an axis no longer has count as unused."""
        from hpsearch.space.distributions import domain_of  # noqa: PLC0415 (Optuna, not needed for a diagnosis)

        names, domains = tuple(space), tuple(domain_of(distribution) for distribution in space.values())
        rows = np.array(
            [
                [_coordinate(trial, name, space[name], domain) for name, domain in zip(names, domains, strict=True)]
                for trial in trials
            ]
        ).reshape(len(trials), len(names))
        choices = [isinstance(domain, Choices) for domain in domains]
        return cls(names, domains, Presence.learn(rows, choices)), rows

    def on_values(self, rows: Floats) -> Floats:
        """Return rows, (rows, axes), with each coordinate moved to that of its decoded value."""
        return np.column_stack([_snapped(domain, rows[:, i]) for i, domain in enumerate(self.domains)])

    def snapped(self, rows: Floats) -> Floats:
        """Return rows, (rows, axes), with each coordinate moved to that of its decoded value; nan for unused axes."""
        snapped = self.on_values(rows)
        for presence in self.presence:
            snapped[~presence.holds(snapped), presence.axis] = np.nan
        return snapped

    def decoded(self, row: Floats) -> dict[str, Any]:
        """Return the values at a row's coordinates, (axes,); for an unused axis, the middle value."""
        centred = np.where(np.isnan(row), 0.5, row)
        return {
            name: domain.decode(float(u)) for name, domain, u in zip(self.names, self.domains, centred, strict=True)
        }

    def features(self, rows: Floats) -> Floats:
        """Return features, (rows, features): for a number its value and whether it is used, else one per option."""
        return np.column_stack([_features(domain, rows[:, i]) for i, domain in enumerate(self.domains)])

    @property
    def groups(self) -> NDArray[np.intp]:
        """The axis of each feature, (features,)."""
        widths = [_features(domain, np.array([0.5])).shape[1] for domain in self.domains]
        return np.repeat(np.arange(len(widths)), widths)


def _coordinate(trial: "FrozenTrial", name: str, distribution: "BaseDistribution", domain: Domain) -> float:
    known = trial.distributions.get(name)
    if known is None:
        return np.nan
    value = trial.params[name]
    if known != distribution and not distribution._contains(distribution.to_internal_repr(value)):  # noqa: SLF001 (as samplers of Optuna do)
        return np.nan
    return domain.encode(value)


def _snapped(domain: Domain, u: Floats) -> Floats:
    match domain:
        case Choices():
            return (np.minimum(np.floor(u * len(domain.options)), len(domain.options) - 1) + 0.5) / len(domain.options)
        case Steps():
            return (np.minimum(np.floor(u * domain.count), domain.count - 1) + 0.5) / domain.count
        case WholeLog():
            low, high = np.log(domain.low - 0.5), np.log(domain.high + 0.5)
            whole = np.clip(np.floor(np.exp(low + u * (high - low)) + 0.5), domain.low, domain.high)
            return np.asarray((np.log(whole) - low) / (high - low))
    return u


def _features(domain: Domain, u: Floats) -> Floats:
    """Return the features of one axis, (rows, features): options have distance 1; an unused number is in the middle."""
    used = ~np.isnan(u)
    if isinstance(domain, Choices):
        count = len(domain.options)
        option = np.minimum(np.where(used, u, 0.0) * count, count - 1).astype(int)
        return np.asarray((option[:, None] == np.arange(count)) * used[:, None] / np.sqrt(2))
    return np.column_stack([np.where(used, u, 0.5), 0.5 * used])
