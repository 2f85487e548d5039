"""The order of codes that are whole numbers, such as 0007 and 0012."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

_DAYS = ("%d%m%Y", "%m%d%Y", "%d%m%y", "%m%d%y")
"""Dates whose digits, as a number, do not increase with time."""


def code_places(words: Sequence[str]) -> NDArray[np.float64] | None:
    """Return the place of each code among them, from 0; None if some are no codes, or all may be dates.

    >>> code_places(["0007", "12", "0001", "007"]).tolist(), code_places(["05042023", "06042023"])
    ([1.0, 2.0, 0.0, 1.0], None)
    """
    if not all(word.isdecimal() for word in words) or any(_all_are_days(words, written) for written in _DAYS):
        return None
    numbers = [*map(int, words)]
    place = {number: index for index, number in enumerate(sorted({*numbers}))}
    return np.array([place[number] for number in numbers], np.float64)


def _all_are_days(words: Sequence[str], written: str) -> bool:
    digits = 8 if "%Y" in written else 6
    return all(len(word) == digits and _is_day(word, written) for word in words)


def _is_day(word: str, written: str) -> bool:
    try:
        datetime.strptime(word, written)  # noqa: DTZ007  # a day, whose zone does not matter
    except ValueError:
        return False
    return True
