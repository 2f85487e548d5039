"""Words that differ in capitals alone, and probably mean the same."""

from collections.abc import Sequence

from hpsearch.text.counting import how_many
from hpsearch.text.listing import all_of


def remark_on_capitals(words: Sequence[str]) -> str:
    """Return a sentence on words that differ in capitals alone; empty if there are none.

    >>> remark_on_capitals(["Yes", "no", "yes", "YES"])
    "'Yes', 'yes' and 'YES' differ in capitals alone, and count as different words; write them alike"
    """
    alike: dict[str, list[str]] = {}
    for word in words:
        alike.setdefault(word.casefold(), []).append(word)
    several = [group for group in alike.values() if len(group) > 1]
    if not several:
        return ""
    shown = all_of([*map(repr, several[0][:3])])
    more = f" (and {how_many(len(several) - 1, 'other word')})" if len(several) > 1 else ""
    return f"{shown} differ in capitals alone{more}, and count as different words; write them alike"
