"""Baselines, and how much better than them the winner of a search is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hpsearch.trials.outcomes import Settings


@dataclass(frozen=True, slots=True)
class Baseline:
    """A simple model that the winner has to beat, with its metrics on the dev part.

    `settings` are those it was trained with. Where it was not trained, `message` says why and it has no metrics.
    """

    name: str
    settings: Settings = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """The winner, trial `number`, against one baseline, both on the same dev examples.

    `value` and `of_baseline` are their values of `metric`. `better_by` is the difference, positive where the winner is
    better, with its 95 % interval; `p` is the two-sided p-value of `test`.
    """

    baseline: str
    number: int
    metric: str
    value: float
    of_baseline: float
    better_by: float
    low: float
    high: float
    p: float
    test: str

    @property
    def clearly_better(self) -> bool:
        """Whether the winner is better by more than chance explains."""
        return self.better_by > 0 and self.p < LEVEL

    @property
    def clearly_worse(self) -> bool:
        """Whether the winner is worse by more than chance explains."""
        return self.better_by < 0 and self.p < LEVEL


LEVEL = 0.05
"""A difference with a p-value below this one is more than chance explains."""
