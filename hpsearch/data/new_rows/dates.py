"""Dates of new rows that are text. Each word is read by itself, so that no row depends on the rows beside it."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from hpsearch.data.forms.dates import DAYS, RELATIVE, TIMES, UNKNOWN, ZONE, DateArray, Dates, with_fractions

_TIMES = tuple(dict.fromkeys((*TIMES, *map(with_fractions, TIMES))))


def moments_of(words: Sequence[str], form: Dates) -> DateArray:
    """The moment of each word, NaT if it is no date of this form.

    The time of day may be written otherwise than in training, or be left out at midnight, as pandas does. A form
    without a format says that training's dates were no text; then each word may have any format.
    """
    known = form.moments(words) if form.format else None
    if known is not None:
        return known
    days, times = days_and_times(form)
    formats = [day + time for day in days for time in times if "%d" in day or not time]
    if form.zone:
        bare = [ZONE.sub("", word) for word in words]
        return _read([one if one != word else "" for one, word in zip(bare, words, strict=True)], formats)
    if form.format:
        return _read(words, formats)
    return _read([ZONE.sub("", word) if ":" in word else word for word in words], formats)


def days_and_times(form: Dates) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The formats of days, and of times of day after them, that new rows may have; training's own come first.

    >>> days_and_times(Dates("%d.%m.%Y %H:%M:%S", zone=True))
    (('%d.%m.%Y',), (' %H:%M:%S', ' %H:%M:%S.%f'))
    """
    if not form.format:
        return DAYS, _TIMES
    day = max((day for day in DAYS if form.format.startswith(day)), key=len, default=form.format)
    time = form.format.removeprefix(day)
    own = (time, with_fractions(time), with_fractions(time).replace(".%f", ""))
    return (day,), tuple(dict.fromkeys(own if form.zone else (*own, *_TIMES)))


def in_doubt(word: str) -> bool:
    """Whether the word is several dates: with the day first, with the month first, or with a year of two digits first.

    >>> [in_doubt(word) for word in ("05/03/2024", "25/03/2024", "05/05/2024", "03.05.2024", "2024-02-03 10:00")]
    [True, False, False, False, False]
    >>> [in_doubt(word) for word in ("15-03-04", "15-03-15", "15/03/45", "15-Mar-04")]
    [True, False, False, False]
    """
    found = re.match(r"(\d\d?)([/-])(\d\d?)\2(\d{4}|\d\d)(?!\d)", word)
    if found is None:
        return False
    first, second, last = map(int, found.group(1, 3, 4))
    dates = {(last, second, first), (last, first, second)}
    if len(found[4]) == 2:
        dates.add((first, second, last))
    return sum(1 <= month <= 12 and 1 <= day <= 31 for _, month, day in dates) > 1


def _read(words: Sequence[str], formats: Iterable[str]) -> DateArray:
    """The moment of each word by the first format that it has; NaT if it has none."""
    import pandas as pd  # noqa: PLC0415  # 0.4 s: only where there are dates

    texts = pd.Series(["" if word in RELATIVE else word for word in words], dtype=object)
    moments = np.full(len(words), UNKNOWN)
    for written in formats:
        rest = np.flatnonzero(np.isnat(moments))
        if not rest.size:
            break
        found: pd.Series = pd.to_datetime(texts.iloc[rest], format=written, errors="coerce")
        moments[rest] = found.to_numpy().astype("datetime64[us]")
    return moments
