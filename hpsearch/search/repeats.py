"""Repeats come from their cohorts one by one; a trial is finished when all of its are there."""

from collections import defaultdict
from collections.abc import Sequence

from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.repeats import over_repeats


class Gathering:
    """Keeps the repeats of trials until each trial has as many as it is to have."""

    def __init__(self, repeats: int, metric: str) -> None:
        self._repeats = repeats
        self._metric = metric
        self._waiting: dict[int, list[Outcome]] = defaultdict(list)

    def take(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Take what some repeats came to; the outcomes of the trials that are finished with them."""
        for outcome in outcomes:
            self._waiting[outcome.number].append(outcome)
        numbers = dict.fromkeys(outcome.number for outcome in outcomes)
        return [
            over_repeats(self._waiting.pop(number), self._metric)
            for number in numbers
            if len(self._waiting[number]) == self._repeats
        ]
