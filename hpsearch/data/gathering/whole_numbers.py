"""Whole numbers that float64 would merge with their neighbours, kept as they are written."""

from decimal import Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import TextColumn

EXACT = 2.0**53
"""From this number on, float64 cannot represent every whole number."""


def merges(values: NDArray[np.float64]) -> bool:
    """Whether some of `values` may stand for several whole numbers."""
    return bool((np.abs(values) >= EXACT).any())


def written(number: float) -> str:
    """Return the name of a class that is a number: 3 for 3.0.

    >>> written(3.0), written(0.5)
    ('3', '0.5')
    """
    return str(int(number)) if number.is_integer() else repr(number)


def in_order(column: TextColumn) -> TextColumn:
    """Return the column with its numbers in ascending order; 2 and 2.0 become one category.

    >>> column = in_order(TextColumn("y", np.array([1, 0, 2], np.int32), ("9007199254740993", "2", "2.0")))
    >>> column.categories, column.codes.tolist()
    (('2', '9007199254740993'), [0, 1, 0])
    """
    numbers = [_number(word) for word in column.categories]
    distinct = sorted(set(numbers))
    place = {number: index for index, number in enumerate(distinct)}
    codes = np.array([*(place[number] for number in numbers), -1], np.int32)[column.codes]
    return TextColumn(column.name, codes, tuple(map(_name, distinct)))


def _number(word: str) -> Decimal:
    try:
        return Decimal(word)
    except InvalidOperation:  # what pandas takes for a number, and Decimal does not
        return Decimal(float(word))


def _name(number: Decimal) -> str:
    return str(int(number)) if number == number.to_integral_value() else repr(float(number))
