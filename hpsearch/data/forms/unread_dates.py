"""Dates that are written in a form that is not read, such as Wed, 05 Apr 2023 15:36:14 GMT."""

import re
from collections.abc import Sequence

_YEAR, _MONTH = r"(?:19|20)\d\d", r"[a-zäéû]{3,10}\.?"
_DAY = "|".join(
    [
        rf"\d{{1,2}}[./ -]{{1,2}}\d{{1,2}}[./ -]{{1,2}}{_YEAR}",
        rf"{_YEAR}[./ -]{{1,2}}\d{{1,2}}[./ -]{{1,2}}\d{{1,2}}",
        rf"\d{{1,2}}[. -]{{0,2}}{_MONTH}[. ,-]{{0,2}}{_YEAR}",
        rf"{_MONTH}[ -]\d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_YEAR}[. -]{_MONTH}[. -]\d{{1,2}}",
    ]
)
_DIGITS_OF_DAY = rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_WEEKDAY = r"(?:[a-zäé]{2,10}[.,]{0,2}\s)?"
_TIME = r"\d{1,2}[:.h]?\d\d(?:[:.]?\d\d(?:[.,]\d{1,9})?)?"
_ZONE = r"[a-z0-9/_+:.() -]{0,30}"
_PATTERN = re.compile(
    rf"{_WEEKDAY}(?:(?:{_DAY})(?:[T, -]{{1,3}}{_TIME}{_ZONE})?|{_DIGITS_OF_DAY}[T ]?{_TIME}{_ZONE})", re.IGNORECASE
)
"""A day with its year, after a weekday or not, and with a time of day and a time zone or not."""

_MOST = 0.8


def remark_on_unread_dates(words: Sequence[str]) -> str:
    """Return a sentence if most words are dates, with their form and the remedy; empty if they are not.

    >>> remark_on_unread_dates(["20230405T153614", "20230406T080102", "20230407T231500"])
    "dates in a form that is not read, such as '20230405T153614'; write them as 2024-02-29 or 2024-02-29 14:30:00"
    """
    sample = words[:50]
    dates = [word for word in sample if _PATTERN.fullmatch(word)]
    if len(dates) <= _MOST * len(sample):
        return ""
    return f"dates in a form that is not read, such as {dates[0]!r}; write them as 2024-02-29 or 2024-02-29 14:30:00"
