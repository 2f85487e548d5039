"""Numbers and dates that probably stand for a missing value in a column that counts as words because of other cells."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.dates import UNKNOWN, Dates
from hpsearch.data.forms.form import PlainNumbers, PlainWords
from hpsearch.data.forms.kinds import decide
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.gathering.likely_marks import remark_on_dates, remark_on_numbers
from hpsearch.data.gathering.marks import without


def marks_beside(
    proposed: str | Proposal, codes: NDArray[np.int32], words: Sequence[str], decimal: str
) -> Proposal | None:
    """Return a sentence on further marks of a column of words that has another form with what is `proposed`.

    Who follows the one proposal would else hear of the others at the next look only. None if there are none.

    >>> words = ["3", "4.5", "5", "-9999", "<LOD"]
    >>> marks_beside(Proposal("", ("<LOD",)), np.arange(5, dtype=np.int32), words, ".").marks
    ('-9999',)
    """
    if isinstance(proposed, str) or not proposed.marks:
        return None
    decision = decide(words, ("", *proposed.marks), decimal)
    codes, rest = without(codes, [*words], decision.missing)
    match decision.form:
        case PlainWords():
            return None
        case Dates() as form:
            moments = form.moments(rest)
            return None if moments is None else remark_on_dates(np.append(moments, UNKNOWN)[codes])
        case PlainNumbers() | WrittenNumbers() as form:
            numbers = form.numbers(rest)
            return None if numbers is None else remark_on_numbers(np.append(numbers, np.nan)[codes])
    return None
