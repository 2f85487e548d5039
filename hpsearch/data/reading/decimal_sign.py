"""Find the decimal sign of a text file from all of its numbers, also those with a unit, a currency or a per cent sign.

A cell that is a number with one sign alone decides on its column: 9,5 % or 1.270,50 € on a comma, 0.5 or 1,270,000 on a
point. 1,270 decides nothing. Most columns decide on the file; then amounts of money, which have three decimals hardly
ever; then what is usual with the separator.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from hpsearch.data.forms.decimal_signs import possible_signs
from hpsearch.data.forms.missing import AMONG_NUMBERS
from hpsearch.data.forms.written_numbers import CURRENCY_SIGN, cell_of

SAMPLE = 200
"""About so many words say whether a column holds numbers."""

_MOST = 0.8
"""In a column of numbers, this share of its words are numbers."""


@dataclass(frozen=True, slots=True)
class ColumnSigns:
    """What a column of numbers shows: cells that decide, by the decimal sign; and cells in doubt, by the sign in them.

    `small` says that there are whole numbers below 1000, too. `thousands` is the sign that amounts of money have before
    three digits, as between thousands.
    """

    deciding: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)
    small: bool = False
    thousands: str = ""

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """What these words show, nothing if they are no numbers.

        >>> ColumnSigns.of(["9,5 %", "12 %"]).sign, ColumnSigns.of(["red, blue"]).sign
        (',', '')
        """
        deciding: dict[str, str] = {}
        doubtful: dict[str, str] = {}
        for word in words:
            signs = possible_signs(word)
            if len(signs) == 1:
                deciding.setdefault(signs, word)
            elif signs:
                doubtful.setdefault("," if "," in word else ".", word)
        if not (deciding or doubtful) or not _are_numbers(words):
            return cls()
        if deciding or len(doubtful) > 1:
            return cls(deciding, doubtful)
        return cls({}, doubtful, _has_small(words), _between_thousands_of_money(words, *doubtful))

    @property
    def sign(self) -> str:
        """The decimal sign that the cells decide on; empty if they decide on none, or on both."""
        return next(iter(self.deciding)) if len(self.deciding) == 1 else ""


def decimal_sign(columns: Collection[ColumnSigns], separator: str, in_doubt: str | None = None) -> tuple[str, str]:
    """The decimal sign of a file with these columns, and a cell that decides; empty if none does.

    If none does, it is `in_doubt`, or without that the sign that amounts of money or the separator make likely.
    """
    cells = {sign: [column.deciding[sign] for column in columns if column.sign == sign] for sign in ",."}
    if separator == "," and cells[","]:  # a list in quotes, such as "1,5", is no decimal comma
        cells["."] += [column.doubtful["."] for column in columns if _has_three_decimals(column)]
    if not cells[","] and not cells["."]:
        if in_doubt is not None:
            return in_doubt, ""
        money = [(column, column.thousands) for column in columns if column.thousands]
        cells = {sign: [column.doubtful[mark] for column, mark in money if mark != sign] for sign in ",."}
    if len(cells[","]) != len(cells["."]):
        sign = max(cells, key=lambda each: len(cells[each]))
        return sign, cells[sign][0]
    if cells[","]:
        sign = "," if separator == ";" else "."
        return sign, cells[sign][0]
    return ("," if separator != "," and any("," in column.doubtful for column in columns) else "."), ""


def _has_three_decimals(column: ColumnSigns) -> bool:
    """Whether all cells may have three decimals after a point, as rounded ones have."""
    return [*column.doubtful] == ["."] and not column.deciding and not column.small


def _are_numbers(words: Sequence[str]) -> bool:
    sample = [word for word in words[:: max(len(words) // SAMPLE, 1)] if word and word not in AMONG_NUMBERS]
    return sum(cell_of(word) is not None for word in sample) >= _MOST * len(sample)


def _has_small(words: Iterable[str]) -> bool:
    """Whether one of the words is a whole number below 1000."""
    found = (cell_of(word) for word in words if "," not in word and "." not in word)
    return any(cell is not None and cell["number"].isdigit() and len(cell["number"]) <= 3 for cell in found)


def _between_thousands_of_money(words: Sequence[str], mark: str) -> str:
    """The mark, if all words are amounts of money, and not all of them are small ones, such as prices of fuel."""
    cells = [cell for word in words if word not in AMONG_NUMBERS and (cell := cell_of(word)) is not None]
    if not all(CURRENCY_SIGN.fullmatch(cell["prefix"] or cell["suffix"] or "") for cell in cells):
        return ""
    return mark if any(len(cell["number"].partition(mark)[0]) > 1 or cell["number"].isdigit() for cell in cells) else ""
