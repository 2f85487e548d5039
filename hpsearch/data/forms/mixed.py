"""Why the words of a column, most of which look like numbers or dates, are not of one form, and how to fix it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from hpsearch.data.forms.dates import Clock, Dates, looks_like_a_date, most_common_format, others_than
from hpsearch.data.forms.days_of_a_year import remark_on_days_of_a_year
from hpsearch.data.forms.dotted_triples import remark_on_triples
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.marked import number_in_word
from hpsearch.data.forms.missing import NUMBER_MARKS
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.forms.unread_dates import remark_on_seasons, remark_on_unread_dates
from hpsearch.data.forms.unread_numbers import remark_on_unread_numbers
from hpsearch.data.forms.written_numbers import odd_ones
from hpsearch.text.listing import listed, listed_in_rows

_NO_UNIT = re.compile(r"(?!(?:Mio|Mrd|Tsd)\b)[A-Z][a-z]{2,} .*|.*-\d")
"""What is behind the numbers of addresses, such as 12 Main St, and of codes, such as 12a-1."""

_VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2,3}")

_DIGITS_OF_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")

RowOf = Callable[[str], int]
"""Returns the first row, from 1, that has a word."""

FormOf = Callable[[Sequence[str]], object | None]
"""Returns the form of numbers or dates that all words have; None if they have none."""

_FEW = 1 / 5
"""Words that do not fit are less than this share of a sample of all."""

_MOST = 0.8

_MANY = 10
"""So many different numbers or dates are hardly names of categories."""

SAMPLE = 2000
MOST_MARKS = 10
"""More different words than these are hardly all marks of missing values."""


def mixed(words: Sequence[str], form_of: FormOf, row_of: RowOf | None = None) -> str | Proposal:
    """Return why most words are not numbers or dates of one form; empty if few look like numbers or dates.

    A proposal has all marks without which the other words are of one form.
    """
    sample = words[:SAMPLE]
    if (
        said := remark_on_triples(words)
        or _truths_beside_numbers(sample)
        or remark_on_seasons(sample)
        or _digits_beside_dates(sample)
    ):
        return said
    if len(sample) < 4:
        return ""
    if len(odd_ones(sample)[0]) >= _FEW * len(sample):
        return (
            _mixed_times(words, sample, row_of)
            or _mixed_dates(words, sample, form_of, row_of)
            or remark_on_unread_numbers(sample)
            or _beside_many_words(sample[:50])
        )
    odd, forms = odd_ones(words)
    form = form_of(_without(words, odd)) if odd else None
    if isinstance(form, Dates) or (form is None and _are_dates(sample)):  # 29.02.2024 has the characters of a number
        return _mixed_dates(words, sample, form_of, row_of)
    if form is not None:
        return _but_for("numbers", odd, "a number", row_of)
    return _mixed_numbers(words, odd, forms, form_of, row_of)


def _beside_many_words(sample: Sequence[str]) -> str:
    """Return a sentence if half of the words or more are numbers, dates or times, and many are none; else empty."""
    kinds: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("numbers", lambda word: number_in_word(word) is not None or number_in_word(word, ",") is not None),
        ("times of day", lambda word: Clock().numbers([word]) is not None),
        ("dates", looks_like_a_date),
    )
    for kind, fits in () if _are_versions(sample) else kinds:
        found = [word for word in sample if fits(word)]
        if _MANY <= len(found) < len(sample) <= 2 * len(found):
            other = next(word for word in sample if not fits(word))
            return f"{kind} such as {found[0]!r} beside many other words, such as {other!r} (write all of them alike)"
    return ""


def _truths_beside_numbers(sample: Sequence[str]) -> str:
    """Return a sentence on true and false in a column whose other words are numbers; empty if there are none."""
    truths = [word for word in sample if word.lower() in ("true", "false")]
    numbers = [word for word in sample if number_in_word(word) is not None]
    if not truths or not numbers or len(truths) + len(numbers) < len(sample):
        return ""
    return f"{truths[0]!r} beside numbers such as {numbers[0]!r}; write 1 for true and 0 for false"


def _digits_beside_dates(sample: Sequence[str]) -> str:
    """Return a sentence if many words are days as digits, 20210304, and most others are dates; else empty."""
    digits = [word for word in sample if _DIGITS_OF_DAY.fullmatch(word)]
    if len(digits) < _FEW * len(sample):
        return ""
    others = [word for word in sample if not _DIGITS_OF_DAY.fullmatch(word)][:50]
    dates = [word for word in others if looks_like_a_date(word)]
    if not dates or len(dates) <= _MOST * len(others):
        return ""
    return f"dates in several formats, such as {digits[0]!r}, {dates[0]!r}; write all of them as 2024-02-29"


def _mixed_numbers(
    words: Sequence[str],
    odd: Sequence[str],
    forms: Counter[tuple[str, str]],
    form_of: FormOf,
    row_of: RowOf | None,
) -> str | Proposal:
    """Return why words, of which only the `odd` do not look like numbers, are not numbers of one form."""
    zeros = [*odd, *(word for word in words if re.fullmatch("0{2,}", word))]
    if len(odd) < len(zeros) <= MOST_MARKS and form_of(_without(words, zeros)):
        return _but_for("numbers", zeros, "a number", row_of)
    marks = [*odd, *_likely_marks(words)] if len(forms) > 1 else []
    if len(odd) < len(marks) <= MOST_MARKS and form_of(_without(words, marks)):
        return _but_for("numbers with a unit or currency", marks, "a number", row_of)
    return _no_numbers(_without(words[:SAMPLE], odd), forms)


def _likely_marks(words: Sequence[str]) -> list[str]:
    """The words that are numbers without a unit which often stand for a missing value: -999."""
    return [word for word in words if {number_in_word(word), number_in_word(word, ",")} & NUMBER_MARKS]


def _no_numbers(sample: Sequence[str], forms: Counter[tuple[str, str]]) -> str:
    """Return why words that look like numbers, with some currencies and units, are none."""
    if unread := remark_on_unread_dates(sample):  # 2022 Okt looks like a number with a unit
        return unread
    zeros = [word for word in sample if re.match(r"[-+]?0\d", word)]
    if zeros and len(forms) == 1:
        return f"codes (numbers that begin with a zero, such as {zeros[0]!r})"
    if len(forms) > 1:
        if all(_NO_UNIT.fullmatch(suffix) for (_, suffix), _ in forms.most_common(3)):
            return ""
        written = [f"{prefix}1{suffix}" for (prefix, suffix), _ in forms.most_common(3)]
        return f"numbers in several forms ({', '.join(written)}); write all of them alike"
    if long := next((word for word in sample if sum(map(str.isdigit, word)) > 15), ""):
        return f"codes (whole numbers of more than 15 digits, such as {long!r})"
    return f"numbers with points and commas in several ways, such as {listed(sample)}; write all of them alike"


def _mixed_times(words: Sequence[str], sample: Sequence[str], row_of: RowOf | None) -> str | Proposal:
    """Return why most words, of which there is a sample, are not times of day or durations; empty if few are."""
    for form in (Clock(), Durations()) if any(":" in word for word in sample[:50]) else ():
        if sum(form.numbers([word]) is None for word in sample) < _FEW * len(sample):
            odd = [word for word in words if form.numbers([word]) is None]
            return _but_for(form.kind, odd, "one", row_of)
    return ""


def _mixed_dates(words: Sequence[str], sample: Sequence[str], form_of: FormOf, row_of: RowOf | None) -> str | Proposal:
    """Return why most words, of which there is a sample, are not dates of one form; empty if few are dates."""
    if _are_versions(sample):
        return ""
    written, odd = most_common_format(sample)
    if not written:
        return remark_on_unread_dates(sample)
    others = others_than(words, written)
    if not others and (said := remark_on_days_of_a_year(sample)):  # May-17 looks like a month of 2017
        return said
    if len(odd) < _FEW * len(sample):
        one_form = bool(others) and not _are_dates(others) and form_of(_without(words, others)) is not None
        if one_form:
            return _but_for(f"dates written as {written!r}", others, "a date", row_of)
    elif not _are_dates(sample):
        return remark_on_unread_dates(sample)
    dates = [*_without(words, others)[:1], *filter(looks_like_a_date, others)]
    return f"dates in several formats, such as {listed(_unlike(sample) or dates[:2])}; write all of them alike"


def _are_versions(sample: Sequence[str]) -> bool:
    """Whether words are versions such as 10.2.0 and 10.2.59, of which many look like dates: none has a zero in front.

    Some have the number 0, or a last number of one or three digits, as no year has.
    """
    if not all(map(_VERSION.fullmatch, sample)):
        return False
    parts = [word.split(".") for word in sample]
    no_dates = sum("0" in each or (len(each[-1]) in (1, 3) and max(map(len, each)) < 4) for each in parts)
    return no_dates > max(1, len(sample) / 20)


def _unlike(sample: Sequence[str]) -> list[str]:
    """Two dates that are not of one format; none if all pairs that are written alike in their signs are."""
    by_signs = {re.sub(r"\d+", "0", word): word for word in reversed(sample) if looks_like_a_date(word)}
    first, *others = [*reversed(by_signs.values())][:MOST_MARKS] or [""]
    return next(([first, other] for other in others if Dates.recognise([first, other]) is None), [])


def _are_dates(sample: Sequence[str]) -> bool:
    """Whether most words are dates of some format."""
    return sum(map(looks_like_a_date, sample[:50])) > _MOST * len(sample[:50])


def _but_for(what: str, odd: Sequence[str], one: str, row_of: RowOf | None) -> Proposal:
    shown = listed(odd) if row_of is None else listed_in_rows(odd, row_of)
    but_for = f"{what}, but for {shown}; correct {'it' if len(odd) == 1 else 'them'}"
    complete = f"{but_for}, or leave the rows out"
    if len(odd) > MOST_MARKS:
        return Proposal(f"{but_for}, or write NA where {one} is missing", (), complete)
    return Proposal(f"{but_for}, write NA where {one} is missing, or ", tuple(odd), complete)


def _without(words: Sequence[str], odd: Sequence[str]) -> list[str]:
    gone = {*odd}
    return [word for word in words if word not in gone]
