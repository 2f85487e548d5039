"""Numbers as people write them: 13.56%, $1,200.50, 5.1 kg, −3.2, (40), 1 234,5."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record, replace

CODES = (
    "USD EUR GBP CHF JPY CNY INR AUD CAD NZD SEK NOK DKK PLN CZK HUF RON RUB UAH BRL ZAR MXN KRW TRY ILS SGD HKD THB"
)
_SIGNS = "$€£¥￥₹₽₩₺฿₫₴₪₦¢"
SHORT_NAMES = r"(?:Rs|kr|Kr|Rp|zł|Kč)(?:\.|(?!\S))"
CURRENCY = rf"US\$|A\$|C\$|R\$|Fr\.|{SHORT_NAMES}|[{_SIGNS}]|(?:{'|'.join(CODES.split())})(?![A-Za-z])"
LETTER = rf"(?:[^\W\d_]|[%‰°℃℉µ²³{_SIGNS}])"
_POWER = r"(?:\^?-?[1-4]|\^?⁻[¹²³⁴])?"
_PART_OF_UNIT = rf"{LETTER}{{1,20}}{_POWER}"
_PER = rf" ?/ ?(?:\d{{1,4}}(?:[.,]\d\d)? ?)?{_PART_OF_UNIT}\.?|/\([^()\d]{{1,12}}\)"
_SHORT_WORD = r" [a-zà-ÿа-яё]{1,6}\."
_MORE_OF_UNIT = rf"(?:[ ·^*]{_PART_OF_UNIT}|{_SHORT_WORD}|{_PER}|\.-?{_PART_OF_UNIT}\.?)"
_TIMES_TEN = r"(?:(?:[x×] ?)?10\^?|[x×] ?10[eE])(?:\d{1,2}|[⁰¹²³⁴-⁹]{1,2})"
UNIT = (
    rf"(?:(?:{_TIMES_TEN} ?/ ?)?{_PART_OF_UNIT}\.?{_MORE_OF_UNIT}{{0,3}}|[x×] ?10(?:\^\d{{1,2}}|[⁰¹²³⁴-⁹]{{1,2}})|"
    r"1?/(?:[a-zµ²³]{1,5}|[µm]?L))"
)
"""Behind a number: kg, m/s^2, m·s⁻¹, l / 100 km, kWh/(m²·a), 1/min, 10^9/l, ×10⁹/L, x 10^6."""
_NUMBER = r"\d(?:(?:[\d.,']| (?=\d{2,3}(?![\d⁰¹²³⁴-⁹])))*\d)?[.,]?|[.,]\d+"
_CELL = (
    rf"(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<prefix>{CURRENCY})?\s*(?P<second_sign>[-+])?\s*"
    rf"(?P<number>{_NUMBER})(?P<exponent>[eE][-+]?\d+)?\s*(?P<suffix>{UNIT})?\s*(?P<close>\))?"
)
PLAIN_SIGNS = str.maketrans({**dict.fromkeys("−﹣－‒–—‑", "-"), "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})
_UNIT_BEHIND = rf"^\(([^()]+)\)\s*({UNIT})$"
"""A unit behind the parentheses of a negative number, as in (2.2)%, which is written as (2.2%), too."""

_HALF_OF_DAY = re.compile(r"[AaPp]\.?[Mm]\.?")
"""No unit: 3 PM is a time of day."""

MOST_DIGITS = 15
"""Whole numbers with more digits are taken for codes, because two of them may become the same float64."""

EXAMPLE_WORDS = 50
"""Number of words from which an example is chosen."""

OTHER_SIGN = {",": ".", ".": ","}
"""The sign between thousands, if there is one, by the sign before the decimals."""

LONGEST_NUMBER = 60
"""The most characters that a cell with a number may have."""


class WrittenNumbers(Record):
    """Numbers with the same currency in front, unit behind and decimal sign; currency and unit may be empty.

    If none of them is `separated`, by a comma or point between thousands, then 1,270 is none of them: it may have
    another decimal sign. Files of earlier versions do not say whether some are.
    """

    kind: ClassVar[str] = "written numbers"
    prefix: str = ""
    suffix: str = ""
    decimal: str = "."
    separated: bool = True

    @classmethod
    def recognise(cls, words: Sequence[str], decimal: str = ".") -> Self | None:
        """The one form that all words have. Where 1,234 can mean two numbers, the file's `decimal` sign decides."""
        first = cell_of(words[0]) if words else None
        if first is None or _HALF_OF_DAY.fullmatch(first["suffix"] or ""):
            return None
        for sign in (decimal, OTHER_SIGN[decimal]):
            form = cls(first["prefix"] or "", first["suffix"] or "", sign)
            if form.numbers(words[:50]) is not None and form.numbers(words) is not None:
                return replace(form, separated=any(form.separates(word) for word in words))
        return None

    def numbers(self, words: Sequence[str]) -> NDArray[np.float64] | None:
        """What each word stands for; None if a word has another form."""
        values = np.empty(len(words))
        for index, word in enumerate(words):
            value = self.number(word)
            if value is None:
                return None
            values[index] = value
        return values

    def number(self, word: str) -> float | None:
        """What one word stands for; None if it has another form."""
        cell = cell_of(word)
        if cell is None or (cell["prefix"] or "", cell["suffix"] or "") != (self.prefix, self.suffix):
            return None
        if not _has_one_sign(cell):
            return None
        digits = digits_of(cell["number"], cell["exponent"], self.decimal)
        if digits is None or (not self.separated and self.separates(word) and _has_two_meanings(word)):
            return None
        negative = cell["open"] or "-" in (cell["sign"], cell["second_sign"])
        return float(f"{'-' if negative else ''}{digits}{cell['exponent'] or ''}")

    def separates(self, word: str) -> bool:
        """Whether a number of this form has a comma or point between thousands."""
        sign = OTHER_SIGN[self.decimal]
        cell = cell_of(word) if sign in word else None
        return cell is not None and sign in cell["number"]

    def remark(self, words: Sequence[str]) -> str:
        """How a cell is read: one that could also be another number, if there is one."""
        signed = [*islice((word for word in words if "," in word or "." in word), EXAMPLE_WORDS)]
        doubtful = next(filter(_has_two_meanings, signed), "")
        longest = max((word for word in signed or words[:EXAMPLE_WORDS] if not _is_plain(word)), key=len, default="")
        example = doubtful or longest or next(iter(signed), words[0])
        number = self.number(example)
        read = f"{example!r} is read as the number {number!r}"
        if "." not in example or not _is_plain(example):
            return read
        between = number != float(example)
        return f"{read}, with {'points between thousands' if between else 'a point before the decimals'}"


def cell_of(word: str) -> re.Match[str] | None:
    """The parts of a cell with a number: prefix, number, exponent, suffix; None for other words."""
    cell, unit_behind = _patterns()
    return cell.fullmatch(unit_behind.sub(r"(\1\2)", _with_plain_signs(word))) if len(word) <= LONGEST_NUMBER else None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a cell and of a unit behind parentheses, compiled for the first word: that takes 5 ms."""
    return re.compile(_CELL), re.compile(_UNIT_BEHIND)


def is_written_number(word: str) -> bool:
    """Whether a word can be read as a number, with a comma or a point before its decimals, or is a code of digits.

    >>> [is_written_number(word) for word in ("9,5 %", "(1,270.00)", "0123", "--864", "10.0.0.7")]
    [True, True, True, False, False]
    """
    cell = cell_of(word)
    if cell is None or not _has_one_sign(cell):
        return False
    number = cell["number"].lstrip("0") or "0"
    return number.isdigit() or any(digits_of(number, cell["exponent"], sign) is not None for sign in ",.")


def _has_one_sign(cell: re.Match[str]) -> bool:
    """Whether a number has at most one sign, and both parentheses or none; (1,) is no number."""
    closed = (cell["open"] is None) == (cell["close"] is None)
    whole = cell["open"] is None or cell["number"][-1] not in ",."
    return closed and whole and not (cell["sign"] and (cell["second_sign"] or cell["open"]))


def _has_two_meanings(word: str) -> bool:
    """Whether a word is a number with either decimal sign: 1.270."""
    cell = cell_of(word)
    return cell is not None and all(digits_of(cell["number"], cell["exponent"], sign) is not None for sign in ",.")


def _with_plain_signs(word: str) -> str:
    return word if word.isascii() else word.translate(PLAIN_SIGNS)


def _is_plain(word: str) -> bool:
    return re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", word) is not None


def digits_of(number: str, exponent: str | None, decimal: str) -> str | None:
    """The number as Python writes it; None for a code, and where separators stand elsewhere than between thousands.

    With an exponent there are no separators between thousands.
    """
    whole, _, decimals = number.partition(decimal)
    if exponent and not (whole + decimals).isdigit():
        return None
    if not re.fullmatch(r"\d*", decimals) or (len(whole) > 1 and whole[0] == "0"):
        return None
    if not whole.isdigit() and whole:
        marks = {*re.sub(r"\d", "", whole)}
        if len(marks) > 1 or not in_thousands(re.split(r"\D", whole)):
            return None
        whole = re.sub(r"\D", "", whole)
    if len(whole) > MOST_DIGITS and not decimals and not exponent:
        return None
    return f"{whole or '0'}.{decimals or '0'}" if whole or decimals else None


def in_thousands(groups: list[str]) -> bool:
    """Whether these are groups of three digits, or as in India a last group of three and groups of two before it."""
    lengths = [len(group) for group in groups]
    return lengths[-1] == 3 and 1 <= lengths[0] <= 3 and {*lengths[1:-1]} in (set(), {2}, {3})


def odd_ones(words: Iterable[str]) -> tuple[list[str], Counter[tuple[str, str]]]:
    """The words that are no numbers; and how many of the numbers have each prefix and suffix."""
    odd: list[str] = []
    forms: Counter[tuple[str, str]] = Counter()
    for word in words:
        cell = cell_of(word) if is_written_number(word) else None
        if cell is None:
            odd.append(word)
        else:
            forms[cell["prefix"] or "", cell["suffix"] or ""] += 1
    return odd, forms
