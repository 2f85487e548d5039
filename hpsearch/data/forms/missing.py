"""The words that mark a missing value."""

from collections.abc import Iterable

EXCEL = ("#N/A", "#NUM!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NULL!", "#CALC!", "#SPILL!", "#N/A N/A")
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


def may_be_a_code(mark: str, others: Iterable[str]) -> bool:
    """Whether a mark is as likely a short code of capital letters, as the other words of its column are.

    >>> may_be_a_code("NA", ["EU", "AS"]), may_be_a_code("NA", ["Europe", "AS"])
    (True, False)
    """
    words = [*others]
    return mark == "NA" and bool(words) and all(word.isalpha() and word.isupper() and len(word) <= 3 for word in words)
