"""What a number shows about the decimal sign of its file: 9,5 % a comma, $1,270.00 a point, 1,270 neither."""

import re

from hpsearch.data.forms.missing import WHOLE_MARKS
from hpsearch.data.forms.written_numbers import cell_of, digits_of, is_written_number

WITH_ONE_SIGN = re.compile(r"[-+]?(0|[1-9]\d*)?([.,])(\d+)")
LAST_SIGN = re.compile(r".*([.,])(\d+)\D*")
WITHOUT_SIGNS = re.compile(r"[-+]?\d+")


def possible_signs(word: str) -> str:
    """The decimal signs with which a number that has a comma or a point can be read; empty for other words.

    >>> [possible_signs(word) for word in ("9,5 %", "$1,270.00", "1,270", "1.5e3", "12", "red")]
    [',', '.', ',.', '.', '', '']
    """
    if "," not in word and "." not in word:
        return ""
    if bare := WITH_ONE_SIGN.fullmatch(word):  # the usual case, told fast
        whole, sign, decimals = bare.groups()
        return ",." if len(decimals) == 3 and whole and whole != "0" and len(whole) <= 3 else str(sign)
    cell = cell_of(word)
    if cell is None or cell["number"][-1] in ",." or ("," not in cell["number"] and "." not in cell["number"]):
        return ""
    return "".join(sign for sign in ",." if digits_of(cell["number"], cell["exponent"], sign) is not None)


def last_sign(word: str) -> str:
    """The last sign in a word, if it may have decimals behind it, but no thousands; else empty.

    >>> last_sign("$1,270.00"), last_sign("1,270 kg")
    ('.', '')
    """
    found = LAST_SIGN.fullmatch(word)
    return found[1] if found is not None and len(found[2]) != 3 else ""


def digits_in(word: str) -> int:
    """How many digits a whole number without separators has, also with a unit; 0 for other words and likely marks.

    >>> [digits_in(word) for word in ("-12", "1270 kg", "1,270", "red", "-9999")]
    [2, 4, 0, 0, 0]
    """
    if WITHOUT_SIGNS.fullmatch(word):
        number = word.lstrip("+-")
    else:
        cell = cell_of(word) if "," not in word and "." not in word else None
        number = cell["number"] if cell is not None and not cell["exponent"] else ""
    return len(number) if number.isdigit() and number not in WHOLE_MARKS else 0


def is_number(word: str) -> bool:
    """Whether a word is a number in any form.

    >>> is_number("9,5 %"), is_number("red"), is_number("10.0.0.7")
    (True, False, False)
    """
    return (
        WITH_ONE_SIGN.fullmatch(word) is not None
        or WITHOUT_SIGNS.fullmatch(word) is not None
        or is_written_number(word)
    )
