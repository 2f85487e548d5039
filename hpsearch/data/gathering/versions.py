"""Numbers that are probably versions: 3.1 and 3.10, which are the same number."""

import re
from collections.abc import Collection

_VERSION = re.compile(r"(\d{1,3})\.(0|[1-9]\d{0,2})")
_MOST = 200
"""A column has hardly more different versions than these."""

_DENSE = 0.5
"""Of all whole numbers up to the largest, this share or more follows the points of versions; of decimals, few do."""


def remark_on_versions(words: Collection[str]) -> str:
    """Return a sentence if the different words of a column are probably versions, two of them the same number.

    Numbers with decimals have some such as 2.05, or decimals far from each other: 2.5, 2.50, 2.75.

    >>> remark_on_versions([f"3.{minor}" for minor in range(13)])
    "'3.1' and '3.10' are the same number; to use versions as words, put a letter before each: v3.1"
    >>> remark_on_versions(["2.5", "2.50", "2.75", "3.1", "3.10"])
    ''
    """
    found = [] if len(words) > _MOST else [_VERSION.fullmatch(word) for word in words]
    if not found or None in found:
        return ""
    minors = {int(each[2]) for each in found if each is not None}
    alike = next((word for word in sorted(words) if f"{word}0" in words), "")
    if not alike or len(minors) < _DENSE * (max(minors) + 1):
        return ""
    return f"{alike!r} and '{alike}0' are the same number; to use versions as words, put a letter before each: v{alike}"
