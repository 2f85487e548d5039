"""Collect the repeats and folds of trials, which finish one by one, until each trial is complete."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

from hpsearch.trials.outcomes import Outcome


class Gathering:
    """Keeps the trainings of each trial until all `count` are finished, and joins them by `together`.

    `key` says which trainings belong together; by default those with the same trial number.
    """

    def __init__(
        self,
        count: int,
        together: Callable[[Sequence[Outcome]], Outcome],
        key: Callable[[Outcome], Hashable] = lambda outcome: outcome.number,
    ) -> None:
        self._count = count
        self._together = together
        self._key = key
        self._waiting: dict[Hashable, list[Outcome]] = defaultdict(list)

    def take(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Add the outcomes of some trainings; return the joint outcomes of trials that are complete with them."""
        for outcome in outcomes:
            self._waiting[self._key(outcome)].append(outcome)
        keys = dict.fromkeys(map(self._key, outcomes))
        return [self._together(self._waiting.pop(key)) for key in keys if len(self._waiting[key]) == self._count]
