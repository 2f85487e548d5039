"""What a number shows about the decimal sign of its file: 9,5 % a comma, $1,270.00 a point, 1,270 neither."""

import re

from hpsearch.data.forms.written_numbers import cell_of, digits_of

BARE = re.compile(r"[-+]?(0|[1-9]\d*)?([.,])(\d+)")


def possible_signs(word: str) -> str:
    """The decimal signs with which a number that has a comma or a point can be read; empty for other words.

    >>> [possible_signs(word) for word in ("9,5 %", "$1,270.00", "1,270", "1.5e3", "12", "red")]
    [',', '.', ',.', '.', '', '']
    """
    if "," not in word and "." not in word:
        return ""
    if bare := BARE.fullmatch(word):  # the usual case, told fast
        whole, sign, decimals = bare.groups()
        return ",." if len(decimals) == 3 and whole and whole != "0" and len(whole) <= 3 else str(sign)
    cell = cell_of(word)
    if cell is None or cell["number"][-1] in ",." or ("," not in cell["number"] and "." not in cell["number"]):
        return ""
    return "".join(sign for sign in ",." if digits_of(cell["number"], cell["exponent"], sign) is not None)
