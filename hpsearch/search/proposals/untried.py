"""Remember which settings were tried, as training the same model again would give the same bits."""

import json
from collections.abc import Callable, Hashable, Iterator
from itertools import islice
from typing import Any

from hpsearch.randomness import Purpose, generator
from hpsearch.space import Space
from hpsearch.trials.outcomes import Settings

Meaning = Callable[[Settings], Hashable]
"""Maps settings to a key that is equal for settings which train the same model."""

DRAWS = 100
"""Number of random settings to look at before all settings are listed in order."""

REPEATED = 20_000
"""Number of already tried settings in a row after which no untried ones are expected. Only a space that has very
many settings with few meanings, such as an interval of a few floats, has so many."""


MOST_LISTED = 10_000
"""Up to this number different settings are counted by what they mean. More are counted as they are stated, which takes
no time: where some of them mean the same, the search ends earlier, and says so."""


def as_stated(settings: Settings) -> Hashable:
    """Return a key under which only equal settings mean the same."""
    return json.dumps(settings)


class Untried:
    """Remembers the settings that a search has tried, and finds untried ones in its `space`."""

    def __init__(self, space: Space, meaning: Meaning = as_stated, seed: int = 0) -> None:
        self._space, self._meaning = space, meaning
        self._tried: set[Hashable] = set()
        self._draw = generator(seed, Purpose.OTHER_SETTINGS)
        self._in_order = space.combinations(lambda axis: axis.values())

    def take(self, settings: Settings) -> bool:
        """Mark `settings` as tried; return whether they were new."""
        meant = self._meant(settings)
        new = meant not in self._tried
        self._tried.add(meant)
        return new

    def others(self) -> Iterator[Settings]:
        """Yield untried settings: random ones while that finds any, then in order; ends if the space is used up."""
        for _ in range(DRAWS):
            settings = self._space.drawn(self._draw)
            if self._meant(settings) not in self._tried:
                yield settings
        repeated = 0
        for settings in self._in_order:  # those before this point were tried, perhaps in an earlier call
            if self._meant(settings) not in self._tried:
                yield settings
                repeated = 0
            repeated += 1
            if repeated > len(self._tried) + REPEATED:
                return

    def _meant(self, settings: Settings) -> Hashable:
        return self._meaning({name: _rounded(value) for name, value in settings.items()})


def count_different(space: Space, meaning: Meaning, most: int) -> int:
    """Return how many settings of `space` differ in what they mean, but at most `most`.

    For a space of more than MOST_LISTED this is an upper bound.
    """
    found: set[Hashable] = set()
    for settings in islice(space.combinations(lambda axis: axis.values()), min(most, MOST_LISTED) + REPEATED):
        if len(found) >= most or space.is_endless(settings):
            return most
        if len(found) >= MOST_LISTED:
            return space.size(most)
        found.add(meaning({name: _rounded(value) for name, value in settings.items()}))
    return max(1, min(len(found), most))


def used_up(tried: int, asked_for: int | None = None) -> str:
    """Explain why a search has fewer trials than it was asked for, or than there was time for.

    >>> used_up(6)
    'the space is used up: all 6 different settings were tried'
    """
    settings = "its one setting was" if tried == 1 else f"all {tried:,} different settings were"
    asked = "" if asked_for is None else f", where {asked_for:,} trials were asked for"
    return f"the space is used up: {settings} tried{asked}"


def _rounded(value: Any) -> Any:
    """Round floating-point noise away: 0.3 for 0.30000000000000004."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return [_rounded(each) for each in value] if isinstance(value, list) else value
