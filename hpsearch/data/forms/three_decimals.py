"""Numbers that are read with three decimals, and that others write with thousands behind the same sign: 45.000."""

from collections.abc import Sequence

from hpsearch.data.forms.decimal_signs import possible_signs
from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.forms.kinds import CellForm
from hpsearch.data.forms.written_numbers import WrittenNumbers


def with_three_decimals(words: Sequence[str], form: CellForm) -> list[bool]:
    """Which words are such numbers, in a column of this form.

    >>> with_three_decimals(["45.000", "1.000", "45.0", "45000.000", "0.125"], PlainNumbers())
    [True, True, False, False, False]
    >>> with_three_decimals(["45.000 €", "45,000 €"], WrittenNumbers(suffix="€"))
    [True, False]
    """
    match form:
        case PlainNumbers():
            return [possible_signs(word) == ",." for word in words]
        case WrittenNumbers():
            return [possible_signs(word) == ",." and not form.separates(word) for word in words]
    return [False] * len(words)
