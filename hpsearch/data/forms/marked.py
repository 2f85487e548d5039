"""The meanings of the config's marks of missing values: -999 is also the number -999.0, and 1900-01-01 a date."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data.forms.dates import UNKNOWN, DateArray, Dates, looks_like_a_date
from hpsearch.data.forms.missing import AMONG_NUMBERS
from hpsearch.data.forms.plain import is_long_whole
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.records import replace

PLAIN_NUMBER = re.compile(r"[-+]?(?:(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|(?i:inf|infinity))")

Marks = Sequence[str] | None
"""The config's marks; None stands for the usual ones."""


def number_in_word(word: str, decimal: str = ".") -> float | None:
    """Return a cell as a plain number; None if it is none, starts with a zero like a code, or is too long.

    >>> number_in_word("-999"), number_in_word("-99,5", ","), number_in_word("-3.4028235e+38"), number_in_word("0999")
    (-999.0, -99.5, -3.4028235e+38, None)
    """
    if decimal == "," and "." in word:
        return None
    plain = word.replace(",", ".") if decimal == "," else word
    if not PLAIN_NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return None if is_long_whole(plain) else value


def marked_numbers(marks: Marks, decimal: str = ".", form: WrittenNumbers | None = None) -> dict[float, str]:
    """The config's marks that are numbers, by their value; `form` is that of the column, if it has one.

    A mark may have separators between thousands, and a point where the file has a comma.

    >>> marked_numbers(["-9,999", "-99.9"]), marked_numbers(["-9.999", "-99.9"], ",")
    ({-9999.0: '-9,999', -99.9: '-99.9'}, {-9999.0: '-9.999', -99.9: '-99.9'})
    """
    values: dict[float, str] = {}
    for mark in marks or ():
        value = _value(mark, decimal, form)
        value = number_in_word(mark) if value is None else value
        if value is not None:
            values.setdefault(value, mark)
    return values


def marked_moments(marks: Marks) -> dict[np.datetime64, str]:
    """The config's marks that are dates, by the moment."""
    found: dict[np.datetime64, str] = {}
    for mark in marks or ():
        form = Dates.recognise([mark]) if looks_like_a_date(mark) else None
        moments = None if form is None else form.moments([mark])
        if moments is not None:
            found.setdefault(moments[0], mark)
    return found


def marked_exactly(words: Iterable[str], marks: Marks) -> frozenset[str]:
    """The words that are marks of missing values among numbers or dates as they are written."""
    return frozenset(AMONG_NUMBERS if marks is None else marks).intersection(words)


def marked_words(
    words: Iterable[str], marks: Marks, decimal: str = ".", form: WrittenNumbers | None = None
) -> frozenset[str]:
    """The words that are missing values in a column of dates or numbers, which may have a `form`.

    >>> sorted(marked_words(["-999 kg", "-999.0", "5 kg"], ["-999"], form=WrittenNumbers(suffix="kg")))
    ['-999 kg', '-999.0']
    """
    found, values = marked_exactly(words, marks), marked_numbers(marks, decimal, form)
    if not values:
        return found
    return found.union(word for word in words if _value(word, decimal, form) in values)


def _value(word: str, decimal: str, form: WrittenNumbers | None) -> float | None:
    """The number that a word is in a form, or else without currency and unit."""
    written = form and replace(form, separated=True)
    for known in (written, written and replace(written, prefix="", suffix="")):
        value = None if known is None else known.number(word)
        if value is not None:
            return value
    value = number_in_word(word, decimal)
    return WrittenNumbers(decimal=decimal).number(word) if value is None else value


def without_marked_numbers(
    values: NDArray[np.float64], marks: Marks, decimal: str = ".", stored: DTypeLike = np.float64
) -> tuple[NDArray[np.float64], dict[str, int]]:
    """The numbers, NaN where one is a mark, and how many cells each of these marks has.

    The source stores its numbers as `stored`: -99.9 is another number as float32.
    """
    counts = {}
    for value, mark in marked_numbers(marks, decimal).items():
        with np.errstate(over="ignore"):
            at = values == np.asarray(value, stored)
        if at.any():
            counts[mark] = int(np.count_nonzero(at))
            values = np.where(at, np.nan, values)
    return values, counts


def without_marked_moments(moments: DateArray, marks: Marks) -> tuple[DateArray, dict[str, int]]:
    """The dates, NaT where one is a mark, and how many cells each of these marks has."""
    counts = {}
    for moment, mark in marked_moments(marks).items():
        at = moments == moment
        if at.any():
            counts[mark] = int(np.count_nonzero(at))
            moments = np.where(at, UNKNOWN, moments)
    return moments, counts


def absent_marks(marks: Marks, met: Iterable[str], decimal: str = ".") -> list[str]:
    """Return the config's marks that occur in no cell; `met` are the words of cells that are missing values."""
    words = {*met}
    values = {_value_alone(word, decimal) for word in words} - {None}
    return [
        mark
        for mark in marks or ()
        if mark
        and mark not in words
        and values.isdisjoint({_value_alone(mark, decimal), *marked_numbers([mark], decimal)})
    ]


def _value_alone(word: str, decimal: str) -> float | None:
    return _value(word, decimal, WrittenNumbers.recognise([word], decimal))
