"""The words that mark a missing value."""

from collections.abc import Iterable
from math import isclose

EXCEL = (
    *("#N/A", "#NUM!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NULL!", "#CALC!", "#SPILL!", "#N/A N/A"),
    *("#NV", "#BEZUG!", "#WERT!", "#ZAHL!"),  # German
    *("#VALEUR!", "#NOMBRE!", "#NOM?", "#NUL!"),  # French
    *("#N/D", "#¡VALOR!", "#¡REF!", "#¡NUM!", "#¡DIV/0!", "#¿NOMBRE?"),  # Spanish
    *("#VALORE!", "#RIF!", "#NOME?", "#VALOR!"),  # Italian and Portuguese
    *("#N/B", "#WAARDE!", "#VERW!", "#GETAL!", "#NAAM?", "#DEEL/0!"),  # Dutch
    *("#N/D!", "#ARG!", "#ADR!", "#LICZBA!", "#NAZWA?"),  # Polish
)
EVERYWHERE = ("", "NA", "N/A", "n/a", "<NA>", "NaN", "nan", "NULL", "null", "NaT", *EXCEL)
"""In every column. (`None` may be a word: no garage, no defect.)"""

AMONG_NUMBERS = (
    *EVERYWHERE,
    *("None", "none", "NONE", "nil", "Nil", "NIL", "Null", "na", "Na", "n.a.", "N.A.", "-nan", "-NaN"),
    *("-", "--", "---", "–", "—", "?", ".", "..", "*", "1.#IND", "1.#QNAN", "-1.#IND", "-1.#QNAN"),
)
"""In a column whose other cells are all numbers or dates."""

OF_PANDAS = frozenset(
    [
        *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"),
        *("N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
    ]
)
"""What pandas.read_csv takes for missing, in columns of words too."""

WHOLE_MARKS = frozenset([*("9" * digits for digits in range(2, 11)), "32767", "32768", "2147483647", "2147483648"])
"""Whole numbers that often stand for a missing value, with either sign."""

FRACTIONS = (
    *(float(f"{'9' * digits}.{decimals}") for digits in range(2, 6) for decimals in ("9", "99")),
    *(1e20, 9.96921e36, 9.969209968386869e36),  # netCDF's and of climate models
)
NUMBER_MARKS = frozenset(sign * value for sign in (1, -1) for value in (*map(float, WHOLE_MARKS), *FRACTIONS))
"""Numbers that often stand for a missing value, if they are far from all others."""

_IN_SINGLE_PRECISION = 6e-8
"""A number of float32 differs from what it stands for by at most this share of it."""


def is_number_mark(value: float) -> bool:
    """Whether a number often stands for a missing value, also as float32 has it.

    >>> [is_number_mark(value) for value in (-999, -999.9000244140625, 1.00000002004088e20, -999.95)]
    [True, True, True, False]
    """
    if value in NUMBER_MARKS:
        return True
    return any(isclose(abs(value), mark, rel_tol=_IN_SINGLE_PRECISION) for mark in FRACTIONS)


def is_fill_value(value: float) -> bool:
    """Whether a number far from all others hardly ever stands for anything else, even in one cell.

    >>> [is_fill_value(value) for value in (-9999, 1e20, -99, 9999)]
    [True, True, False, False]
    """
    return (value <= -999 or value >= 1e20) and is_number_mark(value)


def may_be_a_code(mark: str, others: Iterable[str]) -> bool:
    """Whether a mark is as likely a short code of capital letters, as the other words of its column are.

    >>> may_be_a_code("NA", ["EU", "AS"]), may_be_a_code("NA", ["Europe", "AS"])
    (True, False)
    """
    words = [*others]
    return mark == "NA" and bool(words) and all(word.isalpha() and word.isupper() and len(word) <= 3 for word in words)
