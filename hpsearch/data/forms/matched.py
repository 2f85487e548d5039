"""Numbers that words stand for, each read by one pattern."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


def matched(
    words: Sequence[str], pattern: re.Pattern[str], value: Callable[[re.Match[str]], float | None]
) -> NDArray[np.float64] | None:
    r"""Return the `value` of each word's match, (words,); None if a word as a whole has no match, or a match no value.

    >>> matched(["1:30", "2:00"], re.compile(r"(\d+):(\d\d)"), lambda found: int(found[1]) + int(found[2]) / 60)
    array([1.5, 2. ])
    """
    values = np.empty(len(words))
    for index, word in enumerate(words):
        found = pattern.fullmatch(word)
        number = None if found is None else value(found)
        if number is None:
            return None
        values[index] = number
    return values
