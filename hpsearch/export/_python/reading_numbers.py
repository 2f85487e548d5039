"""The parts of exported files that read numbers, as `parts` has the others; they refuse what the model refuses."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from hpsearch.data.forms.written_numbers import digits_of
from hpsearch.export._python.parts import MISSING_NUMBERS, is_missing

MARKED_NUMBERS: tuple[float, ...] = ()


def converted(cell: Any) -> float:
    """A number that is no text. Raises ValueError for other cells, such as bytes, also where Python converts them."""
    if not isinstance(cell, int | float | Decimal | np.floating):
        raise ValueError("expected a number")  # noqa: TRY004  # as for text that is no number
    try:
        return float(cell)
    except OverflowError:
        raise ValueError("expected a number that is at most 3e38") from None


def is_long(cell: Any) -> bool:
    """Whether a whole number may be the same float64 as its neighbour, as a code may; a float has no more digits."""
    if isinstance(cell, str):
        return cell.lstrip("+-").isdigit() and abs(float(cell)) >= 2**53
    return not isinstance(cell, float | np.floating) and 2**53 <= abs(cell) < np.inf and cell == int(cell)


def plain_number(cell: Any, decimal: str = ".", *, long: bool = False) -> float:
    """A number, NaN where it is missing; a whole one may have more digits than float64 where it is `long`."""
    value = number_of(cell, decimal, long=long)
    if value in MARKED_NUMBERS:
        return np.nan
    if abs(value) > 3e38:
        raise ValueError("expected a number that is at most 3e38")
    return value


def number_of(cell: Any, decimal: str = ".", *, long: bool = False) -> float:
    """A number, also one that marks a missing value; text has this sign before its decimals, and no other.

    The words true and false are 1 and 0.
    """
    if is_missing(cell):
        return np.nan
    if isinstance(cell, str):
        cell = cell.strip()
        value = number_in_text(cell, decimal)
    else:
        value = converted(cell)
    if is_long(cell) and str(cell) in MISSING_NUMBERS:
        return np.nan
    if is_long(cell) and not long:
        raise ValueError("too long for a number with all its digits; if it is a number, write it as 1.5e16")
    return value


def number_in_text(text: str, decimal: str) -> float:
    """The number that is written in a text. Raises ValueError if it is none."""
    if text.lower() in ("true", "false"):
        return float(text.lower() == "true")
    sign = re.escape(decimal)
    form = rf"[-+]?(?:(?:0|[1-9][0-9]*)(?:{sign}[0-9]*)?|{sign}[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?(?i:inf|infinity)"
    if re.fullmatch(form, text) is None:
        raise ValueError(f"expected a number such as 1234{decimal}5")
    return float(text.replace(decimal, "."))


def truth(cell: Any) -> float:
    """1 for true, 0 for false."""
    value = number_of(cell)
    if value not in (0, 1) and not np.isnan(value):
        raise ValueError("expected true or false, or 1 or 0")
    return value


def written_number(
    cell: Any,
    decimal: str,
    prefix: str = "",
    suffix: str = "",
    marked: Sequence[float] = (),
    *,
    separated: bool = True,
    bare: bool = True,
) -> float:
    """A number with a currency, a unit or separators of thousands: $1,200.50, 13.56%, (40); NaN for those `marked`.

    A number may be `bare` where it is the same without its unit.
    """
    value = cell
    if isinstance(cell, str) and not is_missing(cell):
        value = without_unit(cell, decimal, prefix, suffix, separated=separated, bare=bare)
    elif isinstance(cell, bool) or not (bare or is_missing(cell)):
        raise ValueError(f"expected a number such as {prefix}1234{decimal}5{suffix}")
    value = plain_number(value)
    return np.nan if value in marked else value


def without_unit(cell: str, decimal: str, prefix: str, suffix: str, *, separated: bool, bare: bool) -> float:
    """The number in a cell. Raises ValueError if it has another form.

    If training had none `separated` by a comma or point between thousands, 1,270 may have another decimal sign.
    """
    text = re.sub("[\u00a0\u202f\u2009]", " ", re.sub("[−﹣－‒–—‑]", "-", cell.strip())).replace("’", "'")
    units = [(re.escape(prefix), re.escape(suffix)), *([("", "")] if bare else [])]
    signs = r"(\()?\s*([-+])?\s*{}\s*([-+])?\s*"
    number = r"([\d.,' ]*[\d.,])([eE][-+]?\d+)?\s*"
    forms = [signs.format(before) + number + rf"(?:{behind}\s*(\))?|(\))\s*{behind})" for before, behind in units]
    found = next(filter(None, (re.fullmatch(form, text) for form in forms)), None)
    expected = ValueError(f"expected a number such as {prefix}1234{decimal}5{suffix}")
    if found is None:
        raise expected
    opened, sign, second, digits, exponent, *closed = found.groups()
    between = "," if decimal == "." else "."
    if not separated and re.fullmatch(rf"(?!0)\d{{1,3}}[{between}]\d{{3}}", digits):
        raise ValueError("decimals or thousands may follow its sign, and training had no such thousands")
    plain = digits_of(digits, exponent, decimal)
    ends = opened and digits[-1] in ",."  # as in (1,)
    if plain is None or ends or (opened is not None) != any(closed) or (sign and (second or opened)):
        raise expected
    return float(f"{'-' if opened or '-' in (sign, second) else ''}{plain}{exponent or ''}")
