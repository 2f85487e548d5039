"""Collect the repeats of trials, which finish one by one; a trial is finished with its last repeat."""

from collections import defaultdict
from collections.abc import Sequence

from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.repeats import over_repeats


class Gathering:
    """Keeps the repeats of each trial until all of them are finished."""

    def __init__(self, repeats: int, metric: str) -> None:
        self._repeats = repeats
        self._metric = metric
        self._waiting: dict[int, list[Outcome]] = defaultdict(list)

    def take(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Add the outcomes of some repeats; return the outcomes of the trials that are now finished."""
        for outcome in outcomes:
            self._waiting[outcome.number].append(outcome)
        numbers = dict.fromkeys(outcome.number for outcome in outcomes)
        return [
            over_repeats(self._waiting.pop(number), self._metric)
            for number in numbers
            if len(self._waiting[number]) == self._repeats
        ]
