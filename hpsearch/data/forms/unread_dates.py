"""Dates that are written in a form that is not read, such as Wed, 05 Apr 2023 15:36:14 GMT, Okt 22 or 2020-W05."""

import re
from collections.abc import Sequence

from hpsearch.data.forms.dates import is_season, looks_like_a_date
from hpsearch.data.forms.days_of_a_year import NAME_OF_MONTH, remark_on_days_of_a_year

_YEAR, _MONTH = r"(?:19|20)\d\d", r"[a-zäéû]{3,10}\.?"
_TIME = r"\d{1,2}[:.h-]?\d\d(?:[:.-]?\d\d(?:[.,]\d{1,9})?)?"
_DAY = "|".join(
    [
        rf"\d{{1,2}}[./ _,:-]{{1,2}}\d{{1,2}}[./ _,:-]{{1,2}}{_YEAR}",
        rf"{_YEAR}[./ _,:-]{{1,2}}\d{{1,2}}[./ _,:-]{{1,2}}\d{{1,2}}",
        rf"{_YEAR}[年년] ?\d{{1,2}}[月월] ?\d{{1,2}}[日일]",
        rf"\d{{1,2}}[. -]?{NAME_OF_MONTH}[. -]?'?\d\d",
        rf"{NAME_OF_MONTH} {{1,2}}\d{{1,2}} {_TIME} (?:[a-z0-9+-]{{1,6}} )?{_YEAR}",
        rf"\d{{1,2}}[. -]{{0,2}}{_MONTH}[. ,-]{{0,2}}{_YEAR}",
        rf"{_MONTH}[ -]\d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_YEAR}[. -]{_MONTH}[. -]\d{{1,2}}",
        rf"\d{{1,2}}/{_MONTH}/{_YEAR}",
        rf"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR}",
        rf"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_YEAR}",
        *(rf"\d\d{mark}(?:0?[1-9]|1[0-2]){mark}(?:0?[1-9]|[12]\d|3[01])" for mark in "/-"),
    ]
)
_DIGITS_OF_DAY = rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_WEEKDAY = r"(?:[a-zäé]{2,10}[.,]{0,2}\s)?"
_HOUR = r"\d{1,2}h?"
_ZONE = r"[a-z0-9/_+:.() -]{0,30}"
_BEHIND_DAY = rf"(?:[T, :_-]{{1,3}}(?:{_TIME}{_ZONE}|{_HOUR}))?"
_BEHIND_DIGITS = rf"(?:[T ]?{_TIME}{_ZONE}|[T ]{_HOUR})"
_PATTERN = rf"{_WEEKDAY}(?:(?:{_DAY}){_BEHIND_DAY}|{_DIGITS_OF_DAY}{_BEHIND_DIGITS})"
"""A day with its year, after a weekday or not, and with a time of day and a time zone or not."""

_MONTHS = "|".join(
    [
        rf"{NAME_OF_MONTH}(?:(?<=\.)|[ /-]{{1,2}})'?(?:{_YEAR}|\d\d)",
        rf"{_YEAR}[ /-]{{1,2}}{NAME_OF_MONTH}",
        rf"Q[1-4](?:[ /-]{{0,2}}{_YEAR}|/\d\d| ?'\d\d)",
        rf"{_YEAR}[ /-]{{0,2}}Q[1-4]",
        rf"[1-4]\. ?Q(?:uartal)? ?{_YEAR}",
    ]
)
"""A month by its name, or a quarter, with its year."""

_HALF_YEARS = rf"{_YEAR}[ /-]{{0,2}}[HS][12]|[HS][12][ /-]{{0,2}}{_YEAR}"

_MOST = 0.8


_WEEK = r"(?:0?[1-9]|[1-4]\d|5[0-3])"
_WEEKS = rf"{_YEAR}[ /-]{{0,2}}(?:W|KW|wk|week)[ -]?{_WEEK}(?:-[1-7])?|(?:W|KW|wk|week)[ -]?{_WEEK}[ /,-]{{0,2}}{_YEAR}"
"""A week with its year."""


def remark_on_seasons(words: Sequence[str]) -> str:
    """Return a sentence if most words are seasons; empty if they are not.

    >>> remark_on_seasons(["2001/02", "2002/03", "2011/12"])
    "seasons, such as '2001/02'; write the year in which each begins, and they are numbers"
    """
    sample = words[:50]
    seasons = [word for word in sample if is_season(word)]
    if len(sample) < 2 or len(seasons) <= _MOST * len(sample):
        return ""
    return f"seasons, such as {seasons[0]!r}; write the year in which each begins, and they are numbers"


def remark_on_unread_dates(words: Sequence[str]) -> str:
    """Return a sentence if most words are dates, with their form and the remedy; empty if they are not.

    >>> remark_on_unread_dates(["20230405T153614", "20230406T080102", "20230407T231500"])
    "dates in a form that is not read, such as '20230405T153614'; write them as 2024-02-29 or 2024-02-29 14:30:00"
    >>> remark_on_unread_dates(["Q4 2022", "Q1 2023", "Q2 2023"])
    "dates in a form that is not read, such as 'Q4 2022'; write them as 2024-02, quarters as their first month"
    """
    sample = words[:50]
    if said := remark_on_days_of_a_year(sample):
        return said
    for pattern, form in (
        (_WEEKS, "2024-02-26, weeks as their first day"),
        (_HALF_YEARS, "2024-01 and 2024-07"),
        (_MONTHS, "2024-02, quarters as their first month"),
        (_PATTERN, "2024-02-29 or 2024-02-29 14:30:00"),
    ):
        dates = [word for word in sample if re.fullmatch(pattern, word, re.IGNORECASE)]
        if len(dates) > _MOST * len(sample):
            unread = next((word for word in dates if not looks_like_a_date(word)), dates[0])
            return f"dates in a form that is not read, such as {unread!r}; write them as {form}"
    return ""
