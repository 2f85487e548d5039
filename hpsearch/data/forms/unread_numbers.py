"""Numbers that are written in a way that is not read, such as 0.25-, <13.0, 5+ or 1_324."""

import re
from collections import Counter
from collections.abc import Sequence

from hpsearch.data.forms.written_numbers import CURRENCY, LONGEST_NUMBER, UNIT, is_written_number

_NUMBER = r"\d(?:[\d.,' ]*\d)?(?:[eE][-+]?\d+)?"
_WITH_DECIMALS = r"\d[\d.,' ]*[.,]\d+"
_SIGN = r"[-−–▲△▼+~≈±<>≤≥=*†‡^!?'\"]"
_PATTERN = "|".join(
    [
        rf"(?:{_SIGN}{{1,3}}\s*)?{_NUMBER}\s*(?:{UNIT}\s*)?(?:{_SIGN}{{1,3}}|\[\w{{1,3}}\]|\([^()]{{1,20}}\))",
        rf"{_SIGN}{{1,3}}\s*{_NUMBER}\s*(?:{UNIT})?",
        rf"(?:ca|approx|about|circa|etwa|env)\.?\s*{_NUMBER}\s*(?:{UNIT})?",
        rf"[^\W\d_]{{1,5}}(?:\.\s?|\s){_WITH_DECIMALS}",
        r"-?\d{1,3}(?:_\d{3})+(?:\.\d+)?",
        r"\d+['′]\s?\d+(?:\.\d+)?",
        r"\d+\s?h\s?\d+(?:\s?m(?:in\.?)?)?",
        r"P(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?",
        r"\d{1,2}:\d\d(?::\d\d)?[.,]\d+",
        rf"{_NUMBER}\s*(?:±|\+/-)\s*{_NUMBER}",
        rf"(?:{CURRENCY})\s*(?:{_NUMBER}\s*{_SIGN}{{1,3}}|\(\s*{_NUMBER}\s*\))",
        rf"(?:(?:{CURRENCY})\s*)?{_NUMBER}[.,][-–—]{{1,2}}\s*(?:{UNIT})?",
    ]
)
"""A number after or before signs, with a note, after a short word if it has decimals, with `_` between thousands, in
feet and inches, or as a duration: 2h25, PT2H12M, 1:18.75.

Or an amount of money with a sign or brackets behind its currency, or dashes in place of decimals: € 6.00-, $(24), 24.-
The note may have numbers: 5.5 (3-7).
"""

_MOST = 0.8


_WITH_TAIL = rf"[-+]?(?!0\d){_NUMBER}(\s*[^\d\s.,:;'_+–-].*)"
_PAIR = re.compile(r"\d{1,4}\s?/\s?\d{1,4}")


def remark_on_unread_numbers(words: Sequence[str]) -> str:
    """Return a sentence if most words are numbers, with what is not read in them; empty if they are not.

    >>> remark_on_unread_numbers(["0.25-", "3.25", "1.5-", "4"])
    "numbers in a form that is not read, such as '0.25-', '1.5-'; write them as 1234.5 or -1234.5"
    """
    unread = [word for word in words if not is_written_number(word)]
    numbers = [word for word in unread if len(word) <= LONGEST_NUMBER and re.fullmatch(_PATTERN, word)]
    if not numbers or len(unread) - len(numbers) >= (1 - _MOST) * len(words):
        return _remark_on_unread_units(words)
    shown = ", ".join(map(repr, numbers[:2]))
    return f"numbers in a form that is not read, such as {shown}; write them as 1234.5 or -1234.5"


def _remark_on_unread_units(words: Sequence[str]) -> str:
    """Return a sentence on numbers with a unit that is not read, or with a second number; empty if they are none."""
    if sum(_PAIR.fullmatch(word) is not None for word in words) > _MOST * len(words):
        return (
            f"two numbers in a cell, such as {words[0]!r}; write fractions as 0.5, and make two columns of other pairs"
        )
    if unit := _common_tail(words):
        example = next(word for word in words if word.endswith(unit))
        remedy = "leave the unit out, or write it as kg, m/s or 10^9/l"
        return f"numbers with a unit that is not read, such as {example!r}; {remedy}"
    return ""


def _common_tail(words: Sequence[str]) -> str:
    """What stands behind most numbers, if it is the same and no unit that is read; else empty."""
    short = [word for word in words if len(word) <= LONGEST_NUMBER]
    tails = Counter(found[1].strip() for word in short if (found := re.fullmatch(_WITH_TAIL, word)))
    tail, count = next(iter(tails.most_common(1)), ("", 0))
    is_unread = bool(tail) and not any(is_written_number(word) for word in words if word.endswith(tail))
    return tail if is_unread and count > _MOST * len(words) else ""
