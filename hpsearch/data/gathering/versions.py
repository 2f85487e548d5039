"""Numbers that are probably versions: 3.1 and 3.10, which are the same number."""

import re
from collections.abc import Collection

_VERSION = re.compile(r"(\d{1,4})\.(0|[1-9]\d{0,2})")
MOST_VERSIONS = 200
"""A column has hardly more different versions than these."""

_DENSE = 0.5
"""Of all whole numbers up to the largest, this share or more follows the points of versions; of decimals, few do."""

_SMALL = 20
"""Two words that are the same number are versions also where few minor versions are there, if all are small."""


def remark_on_versions(words: Collection[str]) -> str:
    """Return a sentence if the different words of a column are probably versions, which numbers merge or misplace.

    A few words that are the same number are enough, if all minor versions are small: 8.1, 8.10, 8.2. Numbers with
    decimals have some such as 2.05, or decimals far from each other: 2.5, 2.50, 2.75.

    >>> remark_on_versions([f"3.{minor}" for minor in range(13)])
    "'3.1' and '3.10' are the same number; to use versions as words, put a letter before each: v3.1"
    >>> remark_on_versions(["3.8", "3.9", "3.10", "3.11", "3.12"])
    "'3.10' is the number 3.1, less than '3.8'; to use versions as words, put a letter before each: v3.10"
    >>> remark_on_versions(["8.1", "8.10", "9.0"])
    "'8.1' and '8.10' are the same number; to use versions as words, put a letter before each: v8.1"
    >>> remark_on_versions(["2.5", "2.50", "2.75", "3.1", "3.10"])
    ''
    """
    found = [] if len(words) > MOST_VERSIONS else [_VERSION.fullmatch(word) for word in words]
    if not found or None in found:
        return ""
    minors = {int(each[2]) for each in found if each is not None}
    remedy = "to use versions as words, put a letter before each: v"
    dense = len(minors) >= _DENSE * (max(minors) - min(minors) + 1)
    if not dense and max(minors) > _SMALL:
        return ""
    if alike := next((word for word in sorted(words) if f"{word}0" in words), ""):
        return f"{alike!r} and '{alike}0' are the same number; {remedy}{alike}"
    if not dense:
        return ""
    for word in sorted(words):
        whole, _, minor = word.partition(".")
        before = [each for each in words if re.fullmatch(rf"{whole}\.[1-9]", each) and float(each) > float(word)]
        if len(minor) > 1 and minor.endswith("0") and before:
            return f"{word!r} is the number {float(word)}, less than {min(before)!r}; {remedy}{word}"
    return ""
