"""Learn from the trials under which conditions they use an axis, as Optuna does not tell samplers."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record
from hpsearch.samplers.coarse_to_fine.arrays import Floats

Flags = NDArray[np.bool_]


class Rule(Record):
    """The condition that an axis is between `low` and `high`, or for a choice one of `allowed`."""

    axis: int
    low: float = -np.inf
    high: float = np.inf
    allowed: frozenset[float] | None = None

    def holds(self, rows: Floats) -> Flags:
        """Whether the condition holds, for each of `rows`, (rows, axes) → (rows,)."""
        u = rows[:, self.axis]
        if self.allowed is not None:
            return np.isin(u, list(self.allowed))
        return np.asarray((u >= self.low) & (u <= self.high))


class Presence(Record):
    """The conditions of an axis, which is used if all rules hold."""

    axis: int
    rules: tuple[Rule, ...]

    def holds(self, rows: Floats) -> Flags:
        """Whether the condition holds, for each of `rows`, (rows, axes) → (rows,)."""
        held = np.ones(len(rows), dtype=bool)
        for rule in self.rules:
            held &= rule.holds(rows)
        return held

    @classmethod
    def learn(cls, rows: Floats, choices: Sequence[bool]) -> tuple[Self, ...]:
        """Learn the conditional axes of `rows`, (trials, axes), nan if unused; each follows those in its rules.

        Candidates for a rule are the axes used in all trials with this axis, and in others. The one that excludes most
        trials without this axis becomes a rule, and so on until all such trials are excluded.
        """
        used = ~np.isnan(rows)
        counts = used.sum(axis=0)
        order = sorted(range(rows.shape[1]), key=lambda axis: (-counts[axis], axis))
        return tuple(
            cls(axis, _rules(rows, used[:, axis], [other for other in order if _wider(used, other, axis)], choices))
            for axis in order
            if 0 < counts[axis] < len(rows)
        )


def _wider(used: Flags, other: int, axis: int) -> bool:
    """Whether `other` is used wherever `axis` is, and elsewhere too, by `used`, (trials, axes)."""
    return bool(used[used[:, axis], other].all() and used[:, other].sum() > used[:, axis].sum())


def _rules(rows: Floats, used: Flags, others: Sequence[int], choices: Sequence[bool]) -> tuple[Rule, ...]:
    candidates = [_rule(rows, used, other, choice=choices[other]) for other in others]
    unexplained, rules = ~used, []
    while candidates and unexplained.any():
        explained = [int((unexplained & ~rule.holds(rows)).sum()) for rule in candidates]
        best = int(np.argmax(explained))
        if not explained[best]:
            break
        rules.append(candidates[best])
        unexplained &= candidates[best].holds(rows)
    return tuple(rules)


def _rule(rows: Floats, used: Flags, axis: int, *, choice: bool) -> Rule:
    """Return the narrowest rule for `rows`, (trials, axes), that holds if `used`; bounds are halfway to the next."""
    u = rows[:, axis]
    within = u[used & ~np.isnan(u)]
    if choice:
        return Rule(axis, allowed=frozenset(within.tolist()))
    if not len(within):
        return Rule(axis)
    below, above = u[u < within.min()], u[u > within.max()]
    low = (within.min() + below.max()) / 2 if len(below) else -np.inf
    high = (within.max() + above.min()) / 2 if len(above) else np.inf
    return Rule(axis, float(low), float(high))
