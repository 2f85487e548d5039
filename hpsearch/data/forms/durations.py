"""Durations: 39:59:30, 125:30, 2 days 03:04:05."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.matched import matched
from hpsearch.records import Record

_NAMES = frozenset(["duration", "durations", "pace", "elapsed", "runtime", "laptime", "dauer", "laufzeit"])
_BEFORE_TIME = frozenset(
    [
        "lap",
        "race",
        "run",
        "running",
        "travel",
        "elapsed",
        "net",
        "gross",
        "chip",
        "total",
        "moving",
        "waiting",
        "response",
    ]
)


def names_durations(name: str) -> bool:
    """Whether a column's name says that its times are durations, and no times of day.

    >>> [names_durations(name) for name in ("Duration", "avg_pace", "lap time", "Time", "start time")]
    [True, True, True, False, False]
    """
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name).lower()
    words = [word for word in re.split(r"[\W\d_]+", apart) if word]
    return not _NAMES.isdisjoint(words) or any(b == "time" and a in _BEFORE_TIME for a, b in pairwise(words))


class Durations(Record):
    """Hours, minutes and perhaps seconds, of which hours may be more than 23, and days before them, as hours."""

    kind: ClassVar[str] = "durations"
    PATTERN: ClassVar[re.Pattern[str]] = re.compile(
        r"(?:(-?\d+) days?,? \+?)?(-)?(\d{1,5}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?"
    )

    @classmethod
    def recognise(cls, words: Sequence[str]) -> Self | None:
        """Return the form if all words are durations."""
        return cls() if cls().numbers(words[:50]) is not None and cls().numbers(words) is not None else None

    def numbers(self, words: Sequence[str]) -> NDArray[np.float64] | None:
        """Return each duration in hours, float64; None if a word is no duration."""
        return matched(words, self.PATTERN, _hours)

    def remark(self, words: Sequence[str]) -> str:
        """Return a sentence that says how a cell is read."""
        longest = max(words[:50], key=lambda word: (len(word), word))
        values = self.numbers([longest])
        assert values is not None  # noqa: S101  # decided on these words
        return f"durations are read as hours, {longest!r} as {values[0]:.5g}"


def _hours(found: re.Match[str]) -> float:
    """The hours of a match of the pattern, less than 0 after a minus."""
    clock = int(found[3]) + int(found[4]) / 60 + float(found[5] or 0) / 3600
    return 24 * int(found[1] or 0) + (-clock if found[2] else clock)
