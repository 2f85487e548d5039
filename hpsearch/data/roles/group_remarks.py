"""What is remarked on the column of the groups: names that are probably the same one, and marks of missing values."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.marked import number_in_word
from hpsearch.data.forms.missing import EVERYWHERE, may_be_a_code
from hpsearch.data.gathering.spellings import remark_on_spellings


def remarks_on_groups(codes: NDArray[np.int32], words: Sequence[str], marks: Sequence[str] | None) -> Iterator[str]:
    """Yield sentences on the groups' names, whose rows would be kept together or apart by mistake.

    `codes` are the places of the rows' names in `words`, -1 for none, `marks` the config's marks of missing values.

    >>> list(remarks_on_groups(np.array([0, 0, 1, 2], np.int32), ["1", "1.0", "2"], None))
    ["'1' and '1.0' are the same number, and different groups; write them alike"]
    """
    if said := remark_on_spellings(words):
        yield said
    named: dict[float, str] = {}
    for word in words:
        number = number_in_word(word)
        if number is not None and named.setdefault(number, word) != word:
            yield f"{named[number]!r} and {word!r} are the same number, and different groups; write them alike"
            break
    for word in sorted({*EVERYWHERE, *(marks or ())}.intersection(words)):
        rows = int(np.count_nonzero(codes == words.index(word)))
        if rows > 1 and not may_be_a_code(word, [other for other in words if other != word]):
            yield (
                f"the {rows:,} rows of {word!r} are one group; if it stands for a missing value, give each of them a "
                "name of its own, or leave them out"
            )
