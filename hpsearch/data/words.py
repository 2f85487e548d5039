"""What the words of a column look like."""

import re
from collections.abc import Iterable

from hpsearch.data.columns import listed

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def nearly_numbers(categories: Iterable[str]) -> str:
    """What keeps most of the words from being numbers, and how to mend it; nothing where few look like numbers."""
    words = list(categories)
    odd = [word for word in words if not NUMBER.fullmatch(word)]
    commas = [word for word in odd if NUMBER.fullmatch(word.replace(",", ""))]
    if len(words) > 3 and len(commas) > len(words) / 2:
        return f"numbers written with commas, such as {commas[0]!r}; write 1.25 and 1250"
    if len(words) > 3 and 0 < len(odd) < len(words) / 5:
        return f"numbers, but for {listed(odd)}; write NA where a number is missing"
    return ""
