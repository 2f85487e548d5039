"""Dates and times of day: 2024-02-29, 29.02.2024 14:30, 5 Mar 2024, 14:30."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, product
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.matched import matched
from hpsearch.records import Record

DATE_PATTERN = re.compile(r"[\d/.\-: ,TZ+A-Za-zäéû]{4,40}")
NANOSECONDS = re.compile(r"(\.\d{6})\d{1,3}(?!\d)")
"""Digits of a second beyond microseconds, which Python does not read."""

WHOLE_SECONDS = re.compile(r"(:\d\d:\d\d)(?![\d.])")
"""Seconds without a fraction, which pandas leaves out where it is 0."""

ZONE = re.compile(r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)$")
DAYS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d.%m.%y", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y"),
    *("%m-%d-%Y", "%d-%m-%Y", "%m-%d-%y", "%d-%m-%y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y"),
    *("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d. %B %Y", "%Y-%m"),
    *("%m/%Y", "%Y/%m", "%m.%Y", "%b %Y", "%B %Y", "%b-%Y", "%Y-%b", "%Y %b", "%m-%Y", "%YM%m"),
)
MONTHS_LIKE_CODES = frozenset(["%m.%Y", "%m-%Y", "%YM%m"])
"""Formats that codes have, too; they are months only if their years are near."""

_SEASON = re.compile(r"((?:19|20)\d\d)[/–-]((?:19|20)?\d\d)")

SHORT_MONTH = "%b-%y"
"""As Excel shows months: Apr-23, which is also a day in April."""

_NEAR_MONTH = re.compile(r"\d\d?\.(19|20)\d\d|\d\d?-(19[5-9]|20[0-4])\d|(19[5-9]|20[0-4])\dM\d\d?")

MOST_SHORT_YEARS = 12
"""Up to so many different numbers from 1 to 31 after the names of months are years."""

CLOCKS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
TIMES = ("", *(f"{joint}{clock}" for joint, clock in product((" ", "T", ", "), CLOCKS)))
RELATIVE = frozenset({"now", "today"})
"""Words that pandas reads as the moment at which it reads them, whatever the format is."""

UNKNOWN = np.datetime64("NaT", "us")

DateArray = NDArray[np.datetime64]


class Dates(Record):
    """Dates of one format; `%H` in it says that there is a time of day, `zone` that a time zone is left off."""

    kind: ClassVar[str] = "dates"
    format: str = ""
    zone: bool = False

    @classmethod
    def recognise(cls, words: Sequence[str]) -> Self | None:
        """Return the common format of all words; if day and month are ambiguous, month first with slashes."""
        if not words or not DATE_PATTERN.fullmatch(words[0]) or not any(letter.isdigit() for letter in words[0]):
            return None
        zone = ZONE.search(words[0]) is not None and ":" in words[0]
        for written in () if are_seasons(words) else _formats(words[0]):
            form = cls(written, zone)
            if written in MONTHS_LIKE_CODES and not all(map(_NEAR_MONTH.fullmatch, words)):
                continue
            if form.moments(words[:50]) is not None and form.moments(words) is not None:
                return None if written == SHORT_MONTH and _are_days({word[-2:] for word in words}) else form
        return None

    def moments(self, words: Sequence[str]) -> DateArray | None:
        """Return the time of each word, in its own time zone; None if a word has another format."""
        import pandas as pd  # noqa: PLC0415  # 0.4 s: only where there are dates

        texts = pd.Series([*words], dtype=object)
        if self.zone:
            bare = [ZONE.sub("", word) for word in words]
            if any(len(short) == len(word) for short, word in zip(bare, words, strict=True)):
                return None
            texts = pd.Series(bare, dtype=object)
        if not RELATIVE.isdisjoint(texts):
            return None
        try:
            found: pd.Series = pd.to_datetime(texts, format=self.format)
        except (ValueError, OverflowError):
            return self._moments_with_fractions([*texts])
        moments: DateArray = found.to_numpy().astype("datetime64[us]")
        return None if np.isnat(moments).any() else moments

    def _moments_with_fractions(self, texts: list[str]) -> DateArray | None:
        """Return the moments where only some texts have a fraction after their seconds, which may be 0."""
        whole = [WHOLE_SECONDS.sub(r"\1.0", text) for text in texts]
        form = Dates(with_fractions(self.format))
        return None if (form.format, whole) == (self.format, texts) else form.moments(whole)

    def instants(self, words: Sequence[str]) -> DateArray | None:
        """Return the time of each word in UTC, if there are time zones; so times are in their true order."""
        moments = self.moments(words)
        return moments if moments is None or not self.zone else moments - np.array([*map(utc_offset, words)], "m8[m]")

    def remark(self, words: Sequence[str]) -> str:
        """Return how cells are read, if that is a guess."""
        return "; ".join(filter(None, (self.doubt(words), "the time zones are left off" if self.zone else "")))

    def doubt(self, words: Sequence[str]) -> str:
        """Return what no cell decides of how cells are read."""
        return "; ".join(filter(None, (self._century(words), self._order(words))))

    def _century(self, words: Sequence[str]) -> str:
        if "%y" not in self.format:
            return ""
        moments = self.moments(words[:1])
        read = "" if moments is None else f", {words[0]!r} as {moments[0].astype('datetime64[D]')}"
        return f"years of two digits are read as 1969 to 2068{read}; write years of four digits to be sure"

    def _order(self, words: Sequence[str]) -> str:
        swapped = self.format.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")
        either = (
            "%d" in self.format
            and swapped != self.format
            and "%b" not in self.format.lower()
            and not self.format.startswith("%Y")
        )
        if either and Dates(swapped, self.zone).moments(words) is not None:
            order = "the month first" if self.format.startswith("%m") else "the day first"
            return f"{words[0]!r} is read with {order}, which no cell decides; write 2024-02-29 to be sure"
        return ""


class Clock(Record):
    """Times of day, as hours since midnight."""

    kind: ClassVar[str] = "times of day"
    PATTERN: ClassVar[re.Pattern[str]] = re.compile(
        r"(?=.*[:m])([01]?\d|2[0-3])(?::([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?)?(?:\s*([ap])\.?m\.?)?",
        re.IGNORECASE,
    )

    @classmethod
    def recognise(cls, words: Sequence[str]) -> Self | None:
        """Whether all words are times of day."""
        return cls() if cls().numbers(words[:50]) is not None and cls().numbers(words) is not None else None

    def numbers(self, words: Sequence[str]) -> NDArray[np.float64] | None:
        """Return each time of day in hours since midnight, float64; None if a word is no time of day."""
        return matched(words, self.PATTERN, _hours_since_midnight)

    def remark(self, words: Sequence[str]) -> str:
        """Return a sentence that says how a cell is read."""
        return f"times such as {words[0]!r} are read as hours since midnight, durations as hours"


def is_season(word: str) -> bool:
    """Whether a word is a year and the next one, as 2001/02 and 2015-2016 are.

    >>> is_season("2001/02"), is_season("1999-2000"), is_season("2001/03")
    (True, True, False)
    """
    found = _SEASON.fullmatch(word)
    return found is not None and (int(found[1]) + 1 - int(found[2])) % (100 if len(found[2]) == 2 else 10_000) == 0


def are_seasons(words: Sequence[str]) -> bool:
    """Whether words are seasons, of which those up to 2011/12 look like months: of a few months hardly all are."""
    return len(words) > 1 and all(map(is_season, words))


def utc_offset(word: str) -> int:
    """How many minutes the clock of the word's time zone is ahead of UTC.

    >>> utc_offset("10:00+01"), utc_offset("10:00 -0330"), utc_offset("10:00Z")
    (60, -210, 0)
    """
    found = ZONE.search(word)
    if found is None or found[1][0] not in "+-":
        return 0
    digits = found[1][1:].replace(":", "").ljust(4, "0")
    return int(found[1][0] + "1") * (60 * int(digits[:2]) + int(digits[2:]))


def _formats(word: str) -> Iterator[str]:
    """The formats that one word has."""
    bare = ZONE.sub("", word) if ":" in word else word
    for day, time in product((*DAYS, SHORT_MONTH), TIMES):
        if ("%d" in day or not time) and _fits(bare, day + time):
            yield day + time


def _fits(word: str, written: str) -> bool:
    try:
        datetime.strptime(NANOSECONDS.sub(r"\1", word), written)  # noqa: DTZ007  # local time of the source
    except ValueError:
        return False
    return written not in MONTHS_LIKE_CODES or _NEAR_MONTH.fullmatch(word) is not None


def _are_days(numbers: set[str]) -> bool:
    """Whether the two digits after the names of months are probably days, not years."""
    return max(map(int, numbers)) <= 31 and len(numbers) > MOST_SHORT_YEARS


def with_fractions(written: str) -> str:
    """Return the format with a fraction after the seconds, if it has seconds.

    >>> with_fractions("%H:%M:%S"), with_fractions("%H:%M")
    ('%H:%M:%S.%f', '%H:%M')
    """
    return written.replace("%S.%f", "%S").replace("%S", "%S.%f")


def most_common_format(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the format that most words have, empty if none has one, and the words that do not have it.

    >>> most_common_format(["2020-01-01", "2020-02-30", "2020-03-01"])
    ('%Y-%m-%d', ['2020-02-30'])
    """
    like_dates = [word for word in words[:50] if DATE_PATTERN.fullmatch(word) and any(map(str.isdigit, word))]
    formats = Counter(chain.from_iterable(map(_formats, like_dates)))
    if not formats:
        return "", [*words]
    common = max(formats, key=lambda written: formats[written])
    return common, others_than(words, common)


def others_than(words: Sequence[str], written: str) -> list[str]:
    """Return the words that do not have a format, whatever their time zones and fractions of a second are.

    >>> others_than(["10:30:00 UTC", "10:30:00.25", "24:30:00"], "%H:%M:%S")
    ['24:30:00']
    """
    import pandas as pd  # noqa: PLC0415  # as in Dates

    bare = [WHOLE_SECONDS.sub(r"\1.0", ZONE.sub("", word)) if ":" in word else word for word in words]
    found = pd.to_datetime(pd.Series(bare, dtype=object), format=with_fractions(written), errors="coerce")
    return [word for word, is_other in zip(words, found.isna(), strict=True) if is_other]


def looks_like_a_date(word: str) -> bool:
    """Whether the word alone is a date of some format."""
    return (
        any(map(str.isdigit, word))
        and DATE_PATTERN.fullmatch(word) is not None
        and next(_formats(word), None) is not None
    )


def _hours_since_midnight(found: re.Match[str]) -> float | None:
    """The hours of a match of the clock's pattern; None if a.m. or p.m. follows a number of hours that no clock has."""
    hours, half = int(found[1]), found[4]
    if half is not None:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + 12 * (half in "pP")
    return hours + int(found[2] or 0) / 60 + float(found[3] or 0) / 3600
