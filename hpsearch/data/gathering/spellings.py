"""Words that differ in capitals, blanks or invisible characters alone, and probably mean the same."""

import unicodedata
from collections.abc import Sequence

from hpsearch.text.counting import how_many
from hpsearch.text.listing import all_of


def remark_on_spellings(words: Sequence[str]) -> str:
    """Return a sentence on words that look alike but for capitals and blanks; empty if there are none.

    >>> remark_on_spellings(["Yes", "no", "yes", "YES"])
    "'Yes', 'yes' and 'YES' differ in capitals alone, and count as different words; write them alike"
    >>> remark_on_spellings(["A B", "A  B"])
    "'A B' and 'A  B' differ in blanks or stored characters alone, and count as different words; write them alike"
    """
    alike: dict[str, list[str]] = {}
    for word in words:
        alike.setdefault(_bare(word), []).append(word)
    several = [group for group in alike.values() if len(group) > 1]
    if not several:
        return ""
    in_capitals = all(len({*map(str.casefold, group)}) == 1 for group in several)
    shown = all_of([*map(repr if in_capitals else _shown, several[0][:3])])
    more = f" (and {how_many(len(several) - 1, 'other word')})" if len(several) > 1 else ""
    what = "capitals" if in_capitals else "blanks or stored characters"
    return f"{shown} differ in {what} alone{more}, and count as different words; write them alike"


def _bare(word: str) -> str:
    """A word in small letters, with single blanks and without invisible characters, composed as Unicode has it."""
    if not word.isascii():
        word = "".join(each for each in unicodedata.normalize("NFC", word) if unicodedata.category(each) != "Cf")
    return " ".join(word.casefold().split())


def _shown(word: str) -> str:
    """A word in quotes, with escapes for characters that would look like others."""
    return repr(word) if unicodedata.is_normalized("NFC", word) else ascii(word)
