"""The numbers that text cells of new rows stand for, in the form of training's column."""

import re
from collections.abc import Sequence
from typing import Any

from hpsearch.data.forms.dates import Clock
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.form import PlainNumbers, Truth
from hpsearch.data.forms.marked import number_in_word
from hpsearch.data.forms.scales import changes_size
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.gathering.whole_numbers import written
from hpsearch.records import replace

HOW_TO_GIVE = (
    "give the path of the file, which is read as training's was, or read it with pandas.read_csv(…, dtype=str)"
)
TRUTHS = {"true": 1.0, "false": 0.0}


def numbers_in(words: Sequence[str], form: Any) -> list[float | None]:
    """The number of each word; None where it has another form.

    What a DataFrame of the same file may hold is accepted as text, too: a number without its unit or currency, true and
    false as 1 and 0, and 1 and 0 as true and false.

    >>> numbers_in(["5 km", "5", "5 mi"], WrittenNumbers(suffix="km"))
    [5.0, 5.0, None]
    """
    if isinstance(form, Truth):
        return [TRUTHS.get(word.lower(), number_in_word(word)) for word in words]
    if (numbers := form.numbers(words)) is not None:
        return [*numbers.tolist()]
    if isinstance(form, WrittenNumbers):
        bare = form if changes_size(form) else replace(form, prefix="", suffix="")
        return [bare.number(word) if (number := form.number(word)) is None else number for word in words]
    if isinstance(form, PlainNumbers) and any(word.lower() in TRUTHS for word in words):
        rest = [word for word in words if word.lower() not in TRUTHS]
        found = dict(zip(rest, numbers_in(rest, form), strict=True))
        return [TRUTHS[word.lower()] if word.lower() in TRUTHS else found[word] for word in words]
    return [None if (number := form.numbers([word])) is None else float(number[0]) for word in words]


def form_described(form: Any) -> str:
    """What training read, with an example.

    >>> form_described(WrittenNumbers(suffix="km", decimal=",")), form_described(Truth())
    ("numbers such as '1234,5 km'", 'true and false')
    """
    examples = {Clock.kind: "times of day such as 14:30", Durations.kind: "durations such as 125:30"}
    if not isinstance(form, PlainNumbers | WrittenNumbers):
        return examples.get(form.kind, "true and false")
    number = f"1234{form.decimal}5"
    if isinstance(form, PlainNumbers):
        return f"plain numbers such as {number!r}"
    before = f"{form.prefix} " if form.prefix[-1:].isalpha() or form.prefix.endswith(".") else form.prefix
    after = f" {form.suffix}" if form.suffix[:1].isalpha() else form.suffix
    return f"numbers such as {f'{before}{number}{after}'!r}"


def not_as_numbers_are_written(word: str) -> bool:
    """Whether the word looks like a number, but is not in its normal form.

    >>> [not_as_numbers_are_written(word) for word in ("0123", "-12", "1.50", "red")]
    [True, False, True, False]
    """
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", word):
        return False
    return (str(int(word)) if word.lstrip("-").isdigit() else written(float(word))) != word
