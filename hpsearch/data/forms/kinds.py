"""All forms by kind, and the choice of the form of a text column."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import asdict

from hpsearch.data.forms.dates import Clock, Dates
from hpsearch.data.forms.dotted_triples import plain_dates
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.form import PlainNumbers, PlainWords, Truth
from hpsearch.data.forms.marked import marked_exactly, marked_words
from hpsearch.data.forms.missing import EVERYWHERE
from hpsearch.data.forms.mixed import RowOf, mixed
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.records import Record, replace

CellForm = PlainNumbers | Truth | PlainWords | Dates | Clock | Durations | WrittenNumbers
FORMS_BY_KIND: dict[str, type[CellForm]] = {
    form.kind: form for form in (PlainNumbers, Truth, PlainWords, Dates, Clock, Durations, WrittenNumbers)
}


class Decision(Record):
    """The form of a column, the marks of missing values in it, and remarks about both.

    `mixed` is why words are not numbers or dates of one form.
    """

    form: CellForm
    missing: tuple[str, ...] = ()
    remark: str = ""
    mixed: str | Proposal = ""


def decide(
    words: Sequence[str], marks: Sequence[str] | None = None, decimal: str = ".", row_of: RowOf | None = None
) -> Decision:
    """Return the form of a column with these distinct words; `marks` are the config's, `decimal` is the file's.

    With `row_of`, a sentence on words that do not fit says where they are.

    >>> decide(["13.56%", "2%", "-"]).form
    WrittenNumbers(prefix='', suffix='%', decimal='.', separated=False)
    """
    for marked in dict.fromkeys((marked_exactly(words, marks), marked_words(words, marks, decimal))):
        form = recognised([word for word in words if word not in marked], decimal)
        if form is not None:
            return _decided(words, form, marks, decimal)
    rest = [word for word in words if word not in marked]
    missing = frozenset(EVERYWHERE if marks is None else marks)
    why = mixed(rest, lambda some: recognised(some, decimal), row_of)
    if isinstance(why, Proposal) and why.marks:
        why = replace(why, marks=(*sorted(marked - {""}), *why.marks))
    return Decision(PlainWords(), tuple(word for word in words if word in missing), mixed=why)


def _decided(words: Sequence[str], form: CellForm, marks: Sequence[str] | None, decimal: str) -> Decision:
    """The decision for a form that all words have which are not missing."""
    marked = marked_words(words, marks, decimal, form if isinstance(form, WrittenNumbers) else None)
    rest = [word for word in words if word not in marked]
    remark = form.remark(rest) if rest and isinstance(form, Dates | Clock | Durations | WrittenNumbers) else ""
    return Decision(form, tuple(word for word in words if word in marked), remark)


def recognised(words: Sequence[str], decimal: str) -> CellForm | None:
    """Return the form that all words have, other than that of words; None if they have none, or there are none."""
    if not words:
        return None
    recognisers: tuple[Callable[[Sequence[str]], CellForm | None], ...] = (
        partial(PlainNumbers.recognise, decimal=decimal),
        Truth.recognise,
        partial(WrittenNumbers.recognise, decimal=decimal),
        Clock.recognise,
        Durations.recognise,
        plain_dates,
    )
    found = (recognise(words) for recognise in recognisers)
    return next((form for form in found if form is not None), None)


def form_as_json(form: CellForm) -> dict[str, Any]:
    """A form as JSON can write it, for `form_from_json`."""
    return {"kind": form.kind, **asdict(form)}


def form_from_json(values: Mapping[str, Any]) -> CellForm:
    """What `form_as_json` was called on."""
    return FORMS_BY_KIND[values["kind"]](**{key: value for key, value in values.items() if key != "kind"})
