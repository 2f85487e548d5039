"""Find the decimal sign of a text file from all of its numbers, also those with a unit, a currency or a per cent sign.

A cell that is a number with one sign alone decides on its column: 9,5 % or 1.270,50 € on a comma, 0.5 or 1,270,000 on a
point. 1,270 decides nothing, unless there is 1271 beside it. Most columns decide on the file; then amounts of money,
which have three decimals hardly ever, unless all of them are small: 1,499 €; then what is usual with the separator.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Self

from hpsearch.data.forms.decimal_signs import digits_in, is_number, last_sign, possible_signs
from hpsearch.data.forms.missing import AMONG_NUMBERS
from hpsearch.data.forms.written_numbers import CURRENCY, cell_of
from hpsearch.records import Record, field

_SAMPLE = 200
"""About so many words say whether a column holds numbers."""

_MOST = 0.8
"""In a column of numbers, this share of its words are numbers."""

_CODE = re.compile(r"[-+]?0\d")
"""Codes and months begin with a zero before another digit: 0123, 01.2020."""


class ColumnSigns(Record):
    """What a column of numbers shows: cells that decide, by the decimal sign; and cells in doubt, by the sign in them.

    `small` says that there are whole numbers below 1000, `digits` how many digits the longest whole number without
    separators has. `thousands` is the sign that amounts of money have before three digits, as between thousands.
    """

    deciding: Mapping[str, str] = field(default_factory=dict)
    doubtful: Mapping[str, str] = field(default_factory=dict)
    small: bool = False
    digits: int = 0
    thousands: str = ""

    @classmethod
    def of(cls, words: Sequence[str], missing: Collection[str] = AMONG_NUMBERS) -> Self:
        """What these words show, nothing if they are no numbers; `missing` mark missing values.

        >>> ColumnSigns.of(["9,5 %", "12 %"]).sign, ColumnSigns.of(["red, blue"]).sign
        (',', '')
        """
        marks = {"", *missing}
        words = [word for word in words if word not in marks]
        if not _are_numbers(words):
            return cls()
        deciding: dict[str, str] = {}
        doubtful: dict[str, str] = {}
        for word in words:
            if deciding and last_sign(word) in deciding:
                continue  # nothing new, which is told faster
            signs = possible_signs(word)
            if len(signs) == 1:
                deciding.setdefault(signs, word)
            elif signs:
                mark = "," if "," in word else "."
                doubtful[mark] = min(doubtful.get(mark, word), word, key=len)
        if deciding:
            return cls(deciding, doubtful)
        digits = {digits_in(word) for word in words}
        return cls(
            {}, doubtful, not digits.isdisjoint({1, 2, 3}), max(digits), _between_thousands_of_money(words, doubtful)
        )

    def __or__(self, other: Self) -> Self:
        """What both show, which are of the same column."""
        both = {**other.doubtful, **self.doubtful}
        return type(self)(
            {**other.deciding, **self.deciding},
            {mark: min(cell, other.doubtful.get(mark, cell), key=len) for mark, cell in both.items()},
            self.small or other.small,
            max(self.digits, other.digits),
            self.thousands or other.thousands,
        )

    @property
    def cells(self) -> Mapping[str, str]:
        """The cells that decide, by the decimal sign: also 1,270 beside 1271, and 12,700 beside 12701."""
        if self.deciding or len(self.doubtful) != 1:
            return self.deciding
        ((mark, cell),) = self.doubtful.items()
        least = 4 if _digits_before(mark, cell) == 1 else 5
        return self.doubtful if self.digits >= least else {}

    @property
    def sign(self) -> str:
        """The decimal sign that the cells decide on; empty if they decide on none, or on both."""
        return next(iter(self.cells)) if len(self.cells) == 1 else ""


class FileSign(Record):
    """The decimal sign of a file; a column and its cell that decide, and one that is `against` it, empty for none."""

    sign: str
    by: tuple[str, str] = ("", "")
    against: tuple[str, str] = ("", "")

    @property
    def is_sure(self) -> bool:
        """Whether cells decide, and all on the same sign."""
        return self.by != ("", "") and self.against == ("", "")


def decimal_sign(columns: Mapping[str, ColumnSigns], separator: str, in_doubt: str | None = None) -> FileSign:
    """The decimal sign of a file with these columns.

    If no cell decides, it is `in_doubt`, or without that the sign that amounts of money or the separator make likely; a
    table that is no text file has none.
    """
    cells = {sign: [*_deciding(columns, sign)] for sign in ",."}
    if separator in ("", ",") and cells[","]:  # a list in quotes, such as "1,5", is no decimal comma
        rounded = {name: each for name, each in columns.items() if _has_three_decimals(each) and not each.thousands}
        cells["."] += [(name, column.doubtful["."]) for name, column in rounded.items()]
    if not cells[","] and not cells["."]:
        if in_doubt is not None:
            return FileSign(in_doubt)
        money = {name: column for name, column in columns.items() if column.thousands}
        marks = {",": ".", ".": ","}
        cells = {
            sign: [(name, cell) for name, each in money.items() if (cell := each.doubtful.get(marks[sign]))]
            for sign in ",."
        }
    if not cells[","] and not cells["."]:
        commas = any("," in column.doubtful for column in columns.values())
        return FileSign("," if commas and separator not in ("", ",") else ".")
    comma = len(cells[","]) > len(cells["."]) or (len(cells[","]) == len(cells["."]) and separator == ";")
    sign, other = (",", ".") if comma else (".", ",")
    return FileSign(sign, cells[sign][0], next(iter(cells[other]), ("", "")))


def _deciding(columns: Mapping[str, ColumnSigns], sign: str) -> Iterator[tuple[str, str]]:
    """The columns that decide on a sign, each with a cell that does."""
    for name, column in columns.items():
        if column.sign == sign:
            yield name, column.cells[sign]


def _has_three_decimals(column: ColumnSigns) -> bool:
    """Whether all cells may have three decimals after a point, as rounded ones have."""
    return [*column.doubtful] == ["."] and not column.cells and not column.small


def _are_numbers(words: Sequence[str]) -> bool:
    sample = words[:: max(len(words) // _SAMPLE, 1)]
    if any(map(_CODE.match, sample)):
        return False
    return bool(sample) and sum(map(is_number, sample)) >= _MOST * len(sample)


def _between_thousands_of_money(words: Sequence[str], doubtful: Collection[str]) -> str:
    """The sign in doubt, if all words are amounts of money, and not all of them are small ones, as prices of fuel."""
    if len(doubtful) != 1 or not all(map(_is_money, words[:1])):
        return ""
    (mark,) = doubtful
    far = any(digits_in(word) or (mark in word and _digits_before(mark, word) > 1) for word in words)
    return mark if far and all(map(_is_money, words)) else ""


def _is_money(word: str) -> bool:
    cell = cell_of(word)
    return cell is None or re.fullmatch(CURRENCY, cell["prefix"] or cell["suffix"] or "") is not None


def _digits_before(mark: str, word: str) -> int:
    cell = cell_of(word)
    return len(cell["number"].partition(mark)[0]) if cell is not None else 0
