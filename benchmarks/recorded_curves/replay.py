"""A search on recorded curves: epochs are spent, and nothing is trained."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.recorded_curves.recording import EPOCHS, HALF, Floats, Pool
from hpsearch.samplers.coarse_to_fine.process import Process, fitted

MOST_KNOWN = 96
"""Settings in the model of the costs, as in coarse_to_fine: the better half, and the newest."""

EXPLORED = 1 / 16


class Replay:
    """What a policy has seen of a pool's curves on one repeat: of setting i the first `reached[i]` epochs."""

    def __init__(self, pool: Pool, repeat: int, seed: int, budget: int) -> None:
        self.pool, self.left = pool, budget
        self.draw = np.random.default_rng(seed)
        self.reached = np.zeros(len(pool.features), int)
        self.started: list[int] = []
        self._costs, self._regrets = pool.costs[repeat], pool.regrets(repeat)

    def advance(self, settings: Sequence[int], until: int) -> None:
        """Let settings go on until an epoch, as far as the budget allows; one that diverges takes no more epochs."""
        for setting in settings:
            new = self._costs[setting, self.reached[setting] : until]
            taken = int(np.argmin(np.isfinite(new))) + 1 if not np.isfinite(new).all() else len(new)
            if taken > self.left:
                return
            if not self.reached[setting]:
                self.started.append(setting)
            self.reached[setting] += taken
            self.left -= taken

    def at(self, setting: int, epoch: int) -> float:
        """The cost of a setting after an epoch that it has reached; infinite if it diverged before."""
        return float(self._costs[setting, min(epoch, self.reached[setting]) - 1])

    def curve(self, setting: int) -> Floats:
        """The costs of a setting so far."""
        return self._costs[setting, : self.reached[setting]]

    def paused(self, rung: int) -> list[int]:
        """The settings that wait at a rung, the best first."""
        there = [each for each in self.started if self.reached[each] == rung < EPOCHS]
        return sorted(
            (each for each in there if np.isfinite(self.at(each, rung))), key=lambda each: self.at(each, rung)
        )

    def proposed(self, count: int, expected: Sequence[float]) -> list[int]:
        """New settings: random ones at first, then by functions drawn from the posterior of the costs `expected`.

        These are of the settings started so far, in their order.
        """
        process = self._process(np.array(expected)) if len(expected) >= count else None
        new: list[int] = []
        for _ in range(count):
            free = np.setdiff1d(np.flatnonzero(self.reached == 0), new)
            some = free if process is not None and self.draw.random() > EXPLORED else free[free < HALF]
            if not len(some):
                some = free
            if not len(some):
                break
            best = self.draw.choice(some) if process is None else self._drawn(process, some)
            new.append(int(best))
        return new

    def regret(self) -> float:
        """The regret of the best that was trained to its end; of none, that of a random setting."""
        ended = [each for each in self.started if self.reached[each] == EPOCHS and np.isfinite(self.at(each, EPOCHS))]
        return float(self._regrets[min(ended, key=lambda each: self.at(each, EPOCHS))]) if ended else 1.0

    def _drawn(self, process: Process, some: NDArray[np.intp]) -> int:
        candidates = self.draw.permutation(some)
        return int(candidates[np.argmin(process.drawn(self.draw, 1.0)(self.pool.features[candidates]))])

    def _process(self, costs: Floats) -> Process:
        order = np.argsort(costs, kind="stable")[: MOST_KNOWN // 2]
        newest = np.setdiff1d(np.arange(len(costs)), order)[-MOST_KNOWN // 2 :]
        chosen = np.sort(np.concatenate([order, newest]))
        features = self.pool.features[np.array(self.started)[chosen]]
        values = (costs[chosen] - costs[chosen].mean()) / (costs[chosen].std() or 1.0)
        return Process(features, self.pool.groups, values, fitted(features, self.pool.groups, values))
