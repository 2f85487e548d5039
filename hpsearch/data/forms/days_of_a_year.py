"""Days that are no dates of a calendar: 25.12. and 25 Dec, which lack their year, or 2004-049, the 49th of a year."""

import re
from collections.abc import Sequence

MONTH_NAMES = (
    "jan(?:uary?|uar|vier)? feb(?:ruary?|ruar|rero)? f[ée]v(?:rier)? mrz m[aä]r(?:ch|s|z|zo)? apr(?:il)? avr(?:il)? "
    "abr(?:il)? ma[iy]o? june? juni?o? juin july? juli?o? juil(?:let)? aug(?:ust)? ago(?:sto)? ao[uû]t "
    "sept?(?:ember|embre|iembre)? o[ck]t(?:ober|obre|ubre)? nov(?:ember|embre|iembre)? d[ée][cz](?:ember|embre)? "
    "dic(?:iembre)? ene(?:ro)?"
)
NAME_OF_MONTH = rf"(?:{'|'.join(MONTH_NAMES.split())})\.?"

_DAY, _MONTH = r"(?P<day>0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_TWO_DIGITS = r"(?P<day>0[1-9]|[12]\d|3[01])\. ?(?:0[1-9]|1[0-2])\."
_WEEKDAY = r"[a-zäé]{2,10}[.,]{0,2} "
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?"
_FORMS = (
    rf"{_DAY}(?:\. ?{_MONTH}\.?|[/-]{_MONTH})",
    rf"(?:--)?{_MONTH}[/-]{_DAY}",
    rf"{_DAY}(?:-|[. ]{{0,2}}){NAME_OF_MONTH}",
    rf"{NAME_OF_MONTH}[ -]{{0,2}}{_DAY}",
)
"""Of these, many different days are needed: 5-10 may be a range, 5/10 two numbers, and May 17 a month of 2017."""

_SURE_FORMS = (
    _TWO_DIGITS,
    rf"{_DAY}(?:st|nd|rd|th|[. ]) ?(?:of )?{NAME_OF_MONTH}",
    rf"{NAME_OF_MONTH} {_DAY}(?:st|nd|rd|th)",
    *(rf"(?:{_WEEKDAY})?(?:{form}),? +{_TIME}" for form in _FORMS),
    *(rf"{_WEEKDAY}(?:{form})" for form in _FORMS),
    rf"{_TIME} {_DAY}\. ?{_MONTH}\.",
)
_MOST_YEARS = 12
"""More different numbers from 1 to 31 than these are days."""

_DAY_OF_YEAR = r"(?:00[1-9]|0[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])"
_ORDINAL = rf"(?:19|20)\d\d[-/. _]?{_DAY_OF_YEAR}(?:[T _]{_TIME}Z?)?|{_DAY_OF_YEAR}[-/. _](?:19|20)\d\d"


def remark_on_days_of_a_year(words: Sequence[str]) -> str:
    """Return a sentence if all words are days without a year, or numbers of days in a year; empty if they are not.

    >>> remark_on_days_of_a_year(["25.12.", "26.12.", "01.01.", "06.01."])
    "days without a year, such as '25.12.'; write them with their year, as 2024-02-29, or as two columns of numbers"
    >>> remark_on_days_of_a_year(["2004-049", "2004-050", "2004-364", "2005-001"])
    "perhaps days of a year by their number, such as '2004-049'; write them as 2004-02-18 to read them as dates"
    >>> remark_on_days_of_a_year(["1-10", "2-10", "5-12", "5-5"])
    ''
    """
    if not words:
        return ""
    if any(_days(words, form) for form in _SURE_FORMS) or any(len(_days(words, form)) > _MOST_YEARS for form in _FORMS):
        said = f"days without a year, such as {words[0]!r}"
        return f"{said}; write them with their year, as 2024-02-29, or as two columns of numbers"
    if all(re.fullmatch(_ORDINAL, word) for word in words):
        said = f"perhaps days of a year by their number, such as {words[0]!r}"
        return f"{said}; write them as 2004-02-18 to read them as dates"
    return ""


def _days(words: Sequence[str], form: str) -> set[int]:
    """The different days of the words; none if a word does not have the form."""
    days = set()
    for word in words:
        found = re.fullmatch(form, word, re.IGNORECASE)
        if found is None:
            return set()
        days.add(int(found["day"]))
    return days
