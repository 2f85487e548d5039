"""All forms by kind, and the choice of the form of a text column."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from hpsearch.data.forms.dates import Clock, Dates, looks_like_a_date, most_common_format, others_than
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.form import PlainNumbers, PlainWords, Truth
from hpsearch.data.forms.marked import marked_words
from hpsearch.data.forms.missing import EVERYWHERE
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.forms.unread_dates import remark_on_unread_dates
from hpsearch.data.forms.written_numbers import WrittenNumbers, odd_ones
from hpsearch.text.listing import listed, listed_in_rows

CellForm = PlainNumbers | Truth | PlainWords | Dates | Clock | Durations | WrittenNumbers
FORMS_BY_KIND: dict[str, type[CellForm]] = {
    form.kind: form for form in (PlainNumbers, Truth, PlainWords, Dates, Clock, Durations, WrittenNumbers)
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The form of a column, the marks of missing values in it, and remarks about both.

    `mixed` is why words are not numbers or dates of one form.
    """

    form: CellForm
    missing: tuple[str, ...] = ()
    remark: str = ""
    mixed: str | Proposal = ""


RowOf = Callable[[str], int]
"""Returns the first row, from 1, that has a word."""


def decide(
    words: Sequence[str], marks: Sequence[str] | None = None, decimal: str = ".", row_of: RowOf | None = None
) -> Decision:
    """Return the form of a column with these distinct words; `marks` are the config's, `decimal` is the file's.

    With `row_of`, a sentence on words that do not fit says where they are.

    >>> decide(["13.56%", "2%", "-"]).form
    WrittenNumbers(prefix='', suffix='%', decimal='.')
    """
    marked = missing = marked_words(words, marks, decimal)
    rest = unmarked = [word for word in words if word not in missing]
    if rest:
        for form in (
            PlainNumbers.recognise(rest, decimal),
            Truth.recognise(rest),
            WrittenNumbers.recognise(rest, decimal),
            Clock.recognise(rest),
            Durations.recognise(rest),
            Dates.recognise(rest),
        ):
            if form is not None:
                remark = form.remark(rest) if isinstance(form, Dates | Clock | Durations | WrittenNumbers) else ""
                return Decision(form, tuple(word for word in words if word in missing), remark)
    missing = frozenset(EVERYWHERE if marks is None else marks)
    why = mixed(unmarked, row_of)
    if isinstance(why, Proposal):
        why = replace(why, marks=(*sorted(marked - {""}), *why.marks))
    return Decision(PlainWords(), tuple(word for word in words if word in missing), mixed=why)


def mixed(  # noqa: PLR0911  # a sentence a reason
    words: Sequence[str], row_of: RowOf | None = None
) -> str | Proposal:
    """Return why most words are not numbers of one form, and how to fix it; empty if few look like numbers."""
    sample = words[:2000]
    if len(sample) < 4:
        return ""
    odd, forms = odd_ones(sample)
    if len(odd) >= len(sample) / 5:
        return _mixed_times(words, sample, row_of)
    zeros = [word for word in sample if word not in odd and re.match(r"[-+]?0\d", word)]
    if zeros and len(forms) == 1:
        return remark_on_unread_dates(sample) or f"codes (numbers that begin with a zero, such as {zeros[0]!r})"
    if not odd and len(forms) == 1 and not _long(sample):  # the first ones do not show it
        odd = odd_ones(words[len(sample) :])[0]
    if odd:
        return _but_for("numbers", odd, "a number", row_of)
    if len(forms) > 1:
        written = [f"{prefix}1{suffix}" for (prefix, suffix), _ in forms.most_common(3)]
        return f"numbers in several forms ({', '.join(written)}); write all of them alike"
    if long := _long(sample):
        return f"codes (whole numbers of more than 15 digits, such as {long!r})"
    return f"numbers with points and commas in several ways, such as {listed(sample)}; write all of them alike"


def _long(words: Sequence[str]) -> str:
    """Return the first word of more than 15 digits; empty if there is none."""
    return next((word for word in words if sum(letter.isdigit() for letter in word) > 15), "")


def _mixed_times(words: Sequence[str], sample: Sequence[str], row_of: RowOf | None) -> str | Proposal:
    """Return why most words, of which there is a sample, are not times or dates of one form; empty if few are."""
    for form in (Clock(), Durations()) if any(":" in word for word in sample[:50]) else ():
        odd = [word for word in sample if form.numbers([word]) is None]
        if len(odd) < len(sample) / 5:
            odd = odd or [word for word in words if form.numbers([word]) is None]
            return _but_for(form.kind, odd, "one", row_of)
    written, odd = most_common_format(sample)
    if not written:
        return remark_on_unread_dates(sample)
    if len(odd) < len(sample) / 5:
        odd = odd or others_than(words, written)
        return _but_for(f"dates written as {written!r}", odd, "a date", row_of) if odd else ""
    dates = sum(looks_like_a_date(word) for word in sample[:50])
    several = "dates in several formats; write all of them alike"
    return several if dates > 0.8 * len(sample[:50]) else remark_on_unread_dates(sample)


def _but_for(what: str, odd: Sequence[str], one: str, row_of: RowOf | None) -> Proposal:
    shown = listed(odd) if row_of is None else listed_in_rows(odd, row_of)
    them = "it" if len(odd) == 1 else "them"
    before = f"{what}, but for {shown}; correct {them}, write NA where {one} is missing, or "
    return Proposal(before, tuple(odd[:3]))


def form_as_json(form: CellForm) -> dict[str, Any]:
    """A form as JSON can write it, for `form_from_json`."""
    return {"kind": form.kind, **asdict(form)}


def form_from_json(values: Mapping[str, Any]) -> CellForm:
    """What `form_as_json` was called on."""
    return FORMS_BY_KIND[values["kind"]](**{key: value for key, value in values.items() if key != "kind"})
