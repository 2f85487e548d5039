"""Three numbers with points, 10.2.50, which may be dates or versions."""

import re
from collections.abc import Sequence

from hpsearch.data.forms.dates import Dates

_YEAR_LAST = re.compile(r"([1-9]\d?)\.([1-9]\d?)\.([1-9]\d)")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)\.([1-9]\d?)\.([1-9]\d?)")
_TRIPLE = re.compile(rf"{_YEAR_LAST.pattern}|{_YEAR_FIRST.pattern}")
_VERSION = re.compile(r"\d+(?:\.\d+){2,}")

_MOST = 0.8

_MANY = 8
"""So many different days or months with the year last are hardly versions."""

_MOST_MONTH, _MOST_DAY = 6, 12
"""Behind a year, larger numbers are hardly versions."""


def may_be_versions(words: Sequence[str]) -> bool:
    """Return whether words are versions as well as dates: no number has a zero in front, and few days are there.

    >>> [may_be_versions(words) for words in (["10.2.50", "10.2.51"], ["10.02.50"], ["24.12.23", "25.12.23"])]
    [True, False, False]
    >>> [may_be_versions(words) for words in (["2021.1.1", "2021.2.3"], ["2021.1.1", "2021.2.28"])]
    [True, False]
    """
    if days := _columns(words, _YEAR_LAST):
        day, month, year = days
        return len(day) < _MANY and len(month) < _MANY and len(day) <= len(year)
    if days := _columns(words, _YEAR_FIRST):
        _, month, day = days
        return max(month) <= _MOST_MONTH and max(day) <= _MOST_DAY
    return False


def plain_dates(words: Sequence[str]) -> Dates | None:
    """Return the common format of all words; None if they have none, or may be versions."""
    return None if may_be_versions(words) else Dates.recognise(words)


def remark_on_triples(words: Sequence[str]) -> str:
    """Return a sentence if most words are dates that may be versions, and no other is a version; empty if not.

    >>> remark_on_triples(["10.2.50", "10.2.51"])
    "versions or dates, such as '10.2.50'; if they are dates, write them as 2024-02-29"
    """
    triples = [word for word in words if _TRIPLE.fullmatch(word)]
    others = [word for word in words if not _TRIPLE.fullmatch(word)]
    if len(triples) <= _MOST * len(words) or any(map(_VERSION.fullmatch, others)):
        return ""
    if not may_be_versions(triples) or Dates.recognise(triples) is None:
        return ""
    return f"versions or dates, such as {triples[0]!r}; if they are dates, write them as 2024-02-29"


def _columns(words: Sequence[str], pattern: re.Pattern[str]) -> list[set[int]]:
    """The different numbers at each of the three places; none if a word does not have the pattern."""
    found = []
    for word in words:
        triple = pattern.fullmatch(word)
        if triple is None:
            return []
        found.append([*map(int, triple.groups())])
    return [{*place} for place in zip(*found, strict=True)]
