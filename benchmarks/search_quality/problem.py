"""What a search is asked to minimise, with its answer known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optuna.distributions import BaseDistribution
from optuna.trial import BaseTrial

Settings = dict[str, Any]
Rank = tuple[float, ...]
"""What settings are chosen by: the cost, infinite where training diverged, and what decides among equals."""


def as_drawn(trial: BaseTrial) -> Settings:
    """The values of the distributions that the trial was asked with."""
    return dict(trial.params)


@dataclass(frozen=True)
class Problem:
    """`measured` is the noisy result of each of some settings, the trials of a seed from some number on.

    `regrets` are without noise: 0 is the best there is, 1 where half of all settings lie. Trials draw the
    `distributions`, and what `settings` suggests beside them.
    """

    name: str
    measured: Callable[[Sequence[Settings], int, int], list[Rank]]
    regrets: Callable[[Sequence[Settings]], list[float]]
    distributions: Mapping[str, BaseDistribution] = field(default_factory=dict)
    settings: Callable[[BaseTrial], Settings] = as_drawn


def with_noise(
    name: str,
    distributions: Mapping[str, BaseDistribution],
    measure: Callable[[Settings, int, int], float],
    truth: Callable[[Settings], float],
    best: float,
    median: float,
) -> Problem:
    """A problem whose truth is known in full; `measure` takes a seed and a trial's number."""

    def measured(settings: Sequence[Settings], seed: int, first: int) -> list[Rank]:
        return [(measure(each, seed, number),) for number, each in enumerate(settings, start=first)]

    def regrets(settings: Sequence[Settings]) -> list[float]:
        return [(truth(each) - best) / (median - best) for each in settings]

    return Problem(name, measured, regrets, distributions)
