"""Find columns that number or name their rows; a network cannot use them for new rows."""

import re

import numpy as np
from numpy.typing import NDArray

NAMES = frozenset(
    [
        *("id", "ids", "key", "keys", "number", "no", "nr", "num", "index", "idx", "uuid", "guid"),
        *("rowid", "row", "rownames", "rownumber", "record", "serial"),
    ]
)
_YEARS = (1000, 2200)


def named_like_one(name: str) -> bool:
    """Whether the name ends like an identifier's.

    >>> [named_like_one(name) for name in ("PassengerId", "order_number", "Unnamed: 0", "width", "number_of_rooms")]
    [True, True, True, False, False]
    """
    if re.fullmatch(r"Unnamed: \d+|#|__index_level_\d+__", name):
        return True
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    words = [word.lower() for word in re.split(r"[^A-Za-z0-9]+", apart) if word]
    return bool(words) and words[-1] in NAMES


def why_identifier(name: str, values: NDArray[np.floating]) -> str:
    """What makes whole numbers without gaps an identifier; nothing where they are none.

    >>> why_identifier("grams", np.array([3.0, 1, 2])), why_identifier("grams", np.array([3.0, 1, 5]))
    ('whole numbers that count the rows', '')
    """
    ordered = np.sort(values)
    if ordered.size < 2 or (ordered[1:] == ordered[:-1]).any():
        return ""
    low, high = float(ordered[0]), float(ordered[-1])
    counts = high - low == ordered.size - 1
    if counts and (
        low in (0, 1) or (bool((np.diff(values) == 1).all()) and not (_YEARS[0] <= low and high <= _YEARS[1]))
    ):
        return "whole numbers that count the rows"
    return "whole numbers that are all different, as the name of an identifier has it" if named_like_one(name) else ""
