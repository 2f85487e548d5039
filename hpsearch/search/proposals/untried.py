"""Which settings were tried: no trial trains the same model twice, since it would come to the same bits."""

import json
from collections.abc import Callable, Hashable, Iterator
from itertools import islice
from typing import Any

from hpsearch.randomness import Purpose, generator
from hpsearch.space import Space
from hpsearch.trials.outcomes import Settings

Meaning = Callable[[Settings], Hashable]
"""What training makes of settings: equal for settings that train to the same model."""

DRAWS = 100
"""Random settings that are looked at before all settings are gone through in order."""

REPEATED = 20_000
"""Settings that mean something tried already, in a row, after which no other is expected. Only a space that has very
many settings with few meanings, such as an interval of a few floats, has so many."""


MOST_LISTED = 10_000
"""Different settings up to which they are counted by what they mean. More are counted as they are stated, which takes
no time: where some of them mean the same, the search ends earlier, and says so."""


def as_stated(settings: Settings) -> Hashable:
    """Settings mean what they state."""
    return json.dumps(settings)


class Untried:
    """Remembers the settings that a search has tried, and finds others in its `space`."""

    def __init__(self, space: Space, meaning: Meaning = as_stated, seed: int = 0) -> None:
        self._space, self._meaning = space, meaning
        self._tried: set[Hashable] = set()
        self._draw = generator(seed, Purpose.OTHER_SETTINGS)
        self._in_order = space.combinations(lambda axis: axis.values())

    def take(self, settings: Settings) -> bool:
        """Whether `settings` are new; from now on they are tried."""
        meant = self._meant(settings)
        new = meant not in self._tried
        self._tried.add(meant)
        return new

    def others(self) -> Iterator[Settings]:
        """Untried settings: by chance while that finds some, then in order; none where the space is used up."""
        for _ in range(DRAWS):
            settings = self._space.drawn(self._draw)
            if self._meant(settings) not in self._tried:
                yield settings
        repeated = 0
        for settings in self._in_order:  # all before these were tried, also in an earlier call
            if self._meant(settings) not in self._tried:
                yield settings
                repeated = 0
            repeated += 1
            if repeated > len(self._tried) + REPEATED:
                return

    def _meant(self, settings: Settings) -> Hashable:
        return self._meaning({name: _rounded(value) for name, value in settings.items()})


def count_different(space: Space, meaning: Meaning, most: int) -> int:
    """How many settings of `space` differ in what they mean, or `most` if there are more.

    A space of more than MOST_LISTED has at most so many.
    """
    found: set[Hashable] = set()
    for settings in islice(space.combinations(lambda axis: axis.values()), min(most, MOST_LISTED) + REPEATED):
        if len(found) >= most or space.is_endless(settings):
            return most
        if len(found) >= MOST_LISTED:
            return space.size(most)
        found.add(meaning({name: _rounded(value) for name, value in settings.items()}))
    return max(1, min(len(found), most))


def used_up(tried: int, asked_for: int) -> str:
    """What it means that a search ended before it had as many trials as were asked for."""
    settings = "its one setting was" if tried == 1 else f"all {tried:,} different settings were"
    return f"the space is used up: {settings} tried, where {asked_for:,} trials were asked for"


def _rounded(value: Any) -> Any:
    """The value without what rounding may leave in a float: 0.3 for 0.30000000000000004."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return [_rounded(each) for each in value] if isinstance(value, list) else value
