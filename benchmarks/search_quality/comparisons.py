"""What follows from the results: each sampler beside another, on the same problems with the same seeds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.random import default_rng

from benchmarks.search_quality.results import Row
from hpsearch.trials.intervals import ConfidenceInterval

Figures = np.ndarray[Any, np.dtype[np.float64]]

NEGLIGIBLE = 0.001
"""Means of regrets below it count as this much, lest a problem that is solved to the end decide a geometric mean."""

RESAMPLED = 2_000


@dataclass(frozen=True)
class Results:
    """Regrets by problem, sampler and seed."""

    rows: Mapping[tuple[str, str], Mapping[int, Row]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Results":
        """Of all that was measured."""
        by_name: dict[tuple[str, str], dict[int, Row]] = defaultdict(dict)
        for row in rows:
            by_name[row.problem, row.sampler][row.seed] = row
        return cls(by_name)

    def problems(self, *samplers: str) -> list[str]:
        """Those that all of the samplers searched."""
        named = dict.fromkeys(problem for problem, _ in self.rows)
        return [name for name in named if all((name, sampler) in self.rows for sampler in samplers)]

    def seeds(self, *samplers: str) -> list[int]:
        """Those with which all of the samplers searched all of their common problems."""
        searched = [set(self.rows[name, sampler]) for name in self.problems(*samplers) for sampler in samplers]
        return sorted(set.intersection(*searched)) if searched else []

    def regrets(self, sampler: str, problems: Sequence[str], seeds: Sequence[int]) -> Figures:
        """After some trials, and at last after all of them: (problems, seeds, AFTER)."""
        return np.array([[self.rows[name, sampler][seed].regrets for seed in seeds] for name in problems])

    def milliseconds(self, sampler: str, problems: Sequence[str]) -> float:
        """The mean a trial, spent on choosing."""
        return float(np.mean([row.milliseconds for name in problems for row in self.rows[name, sampler].values()]))


@dataclass(frozen=True)
class Comparison:
    """The regrets of two samplers after all trials, (problems, seeds)."""

    problems: Sequence[str]
    ours: Figures
    theirs: Figures

    @classmethod
    def between(cls, results: Results, ours: str, theirs: str) -> "Comparison":
        """On all that both searched."""
        problems, seeds = results.problems(ours, theirs), results.seeds(ours, theirs)
        return cls(problems, *(results.regrets(name, problems, seeds)[:, :, -1] for name in (ours, theirs)))

    @cached_property
    def ratio(self) -> tuple[float, float, float]:
        """The geometric mean over problems of the ratio of mean regrets, and its 95 % interval."""
        low, high = resampled(lambda seeds: ratio(self.ours[:, seeds], self.theirs[:, seeds]), self.ours.shape[1])
        return float(ratio(self.ours, self.theirs)), float(low), float(high)

    @cached_property
    def difference(self) -> ConfidenceInterval:
        """The mean over problems, of each seed; negative where ours is better."""
        return ConfidenceInterval.of((self.ours - self.theirs).mean(axis=0).tolist())

    @cached_property
    def differences(self) -> dict[str, ConfidenceInterval]:
        """The same, of each problem by itself."""
        each = zip(self.problems, self.ours - self.theirs, strict=True)
        return {name: ConfidenceInterval.of(difference.tolist()) for name, difference in each}

    @property
    def verdicts(self) -> tuple[int, int, int]:
        """On how many problems ours is better, cannot be told apart, is worse."""
        told_apart = [each.middle for each in self.differences.values() if not each.contains_zero]
        better = sum(middle < 0 for middle in told_apart)
        return better, len(self.differences) - len(told_apart), len(told_apart) - better


def ratio(ours: Figures, theirs: Figures) -> Figures:
    """Of geometric means of regrets, (problems, seeds, …)."""
    quotient: Figures = geometric(ours) / geometric(theirs)
    return quotient


def geometric(regrets: Figures) -> Figures:
    """The geometric mean over problems of the mean over seeds, of (problems, seeds, …)."""
    means = np.maximum(regrets.mean(axis=1), NEGLIGIBLE)
    geometric_mean: Figures = np.exp(np.log(means).mean(axis=0))
    return geometric_mean


def resampled(statistic: Any, seeds: int) -> tuple[Any, Any]:
    """The 95 % interval of a statistic of the chosen seeds, by drawing them again: the problems are what they are."""
    draw = default_rng(0)
    drawn = np.array([statistic(draw.integers(seeds, size=seeds)) for _ in range(RESAMPLED)])
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return low, high
