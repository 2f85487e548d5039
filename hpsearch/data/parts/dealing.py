"""Assign whole groups of rows to parts, so that sizes and classes are as near as possible to the parts' shares.

The aim is that of scikit-learn's StratifiedGroupKFold, for parts of any shares: groups in random order go to the part
that lacks their classes most; then single groups move, and pairs swap, as long as this improves the result.
"""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

MOST_SWAPPED = 400
"""Largest number of groups for swaps of pairs; with more, moving single groups is enough."""

MOST_STEPS = 500
ROOM = 1e-9

GroupCounts = NDArray[np.float64]


def deal_groups(
    classes: NDArray[np.int64], group: NDArray[np.intp], sizes: Sequence[int], draw: Generator
) -> NDArray[np.int8]:
    """The part of each row; `sizes` are the rows that the parts should have. Every part gets at least one group.

    There must be as many groups as parts.
    """
    groups, kinds = int(group.max()) + 1, int(classes.max()) + 1
    table = np.bincount(group * kinds + classes, minlength=groups * kinds).reshape(groups, kinds)
    counts = np.column_stack([table, table.sum(axis=1)]).astype(np.float64)  # rows of each class, and of all classes
    total = counts.sum(axis=0)
    weights = 1 / np.maximum(total, 1)
    weights[-1] *= 4 * kinds  # sizes are more important than classes
    dealt = _Dealt(counts, weights, np.outer(np.asarray(sizes) / sum(sizes), total))
    dealt.deal(draw.permutation(groups))
    dealt.improve()
    return dealt.place[group]


class _Dealt:
    """The assignment of groups with `counts`, (groups, classes + 1), to parts with `wanted`, (parts, classes + 1).

    The cost is Σ weights · excess² over all parts; `excess` is the difference of a part's counts from the wanted ones.
    """

    def __init__(self, counts: GroupCounts, weights: GroupCounts, wanted: GroupCounts) -> None:
        self.counts, self.weights = counts, weights
        self.excess = -wanted
        self.place = np.zeros(len(counts), np.int8)
        self.own = 2 * (counts**2 * weights).sum(axis=1)

    def deal(self, order: NDArray[np.int64]) -> None:
        """Assign each group in turn to the part with the least cost, and one group to each empty part."""
        for group in order:
            part = int(np.argmin((self.excess * (self.counts[group] * self.weights)).sum(axis=1)))
            self.place[group] = part
            self.excess[part] += self.counts[group]
        for part in range(len(self.excess)):
            while not (self.place == part).any():
                held = np.bincount(self.place, minlength=len(self.excess))
                spare = np.flatnonzero(held[self.place] > 1)
                self._move(int(spare[np.argmin(self.counts[spare, -1])]), part)

    def improve(self) -> None:
        """Move single groups, and swap pairs if there are few groups, while this lowers the cost."""
        for _ in range(MOST_STEPS):
            if not self._move_one() and not (len(self.place) <= MOST_SWAPPED and self._swap_two()):
                return

    def _pull(self) -> GroupCounts:
        """Return the cost of each group in each part, (groups, parts), without a term of the group alone."""
        return 2 * np.stack([(self.counts * self.weights * each).sum(axis=1) for each in self.excess], axis=1)

    def _move_one(self) -> bool:
        pull = self._pull()
        every = np.arange(len(self.place))
        change = pull - pull[every, self.place][:, None] + self.own[:, None]
        change[every, self.place] = 0.0
        held = np.bincount(self.place, minlength=len(self.excess))
        change[held[self.place] == 1] = 0.0  # no part becomes empty
        best = int(np.argmin(change))
        if change.flat[best] >= -ROOM:
            return False
        self._move(*divmod(best, len(self.excess)))
        return True

    def _swap_two(self) -> bool:
        best, pair = -ROOM, None
        for here in range(len(self.excess)):
            for there in range(here + 1, len(self.excess)):
                mine, theirs = np.flatnonzero(self.place == here), np.flatnonzero(self.place == there)
                difference = self.counts[theirs][None] - self.counts[mine][:, None]
                gap = self.excess[here] - self.excess[there]
                change = (2 * self.weights * difference * (gap + difference)).sum(axis=2)
                lowest = int(np.argmin(change))
                if change.flat[lowest] < best:
                    one, other = divmod(lowest, theirs.size)
                    best, pair = float(change.flat[lowest]), (int(mine[one]), int(theirs[other]))
        if pair is None:
            return False
        here, there = int(self.place[pair[0]]), int(self.place[pair[1]])
        self._move(pair[0], there)
        self._move(pair[1], here)
        return True

    def _move(self, group: int, part: int) -> None:
        self.excess[self.place[group]] -= self.counts[group]
        self.excess[part] += self.counts[group]
        self.place[group] = part
