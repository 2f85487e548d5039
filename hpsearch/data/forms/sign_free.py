"""Numbers that are no text, beside text in one column, as text that every decimal sign reads alike: 1125e-3."""

from decimal import Decimal
from typing import Any

import numpy as np

from hpsearch.data.forms.plain import DIGITS, LARGEST_WHOLE


def is_number_by_type(value: Any) -> bool:
    """Whether an object is a number of Python or NumPy, and neither true nor false, nor a duration.

    >>> [is_number_by_type(value) for value in (1.5, np.float32(1.5), Decimal("1.5"), True, "1.5", np.timedelta64(1))]
    [True, True, True, False, False, False]
    """
    numbers = int | float | Decimal | np.integer | np.floating
    return isinstance(value, numbers) and not isinstance(value, bool | np.timedelta64)


def sign_free(value: Any) -> str:
    """Return a number as text without a decimal sign; whole numbers that float64 merges with others keep their digits.

    >>> [sign_free(value) for value in (1.125, -3.0, Decimal("0.50"), 1e20, 2**60, np.int8(-128))]
    ['1125e-3', '-3', '50e-2', '1e20', '1152921504606846976', '-128']
    """
    exact = _exact(value)
    if not exact.is_finite():
        return str(float(exact))
    if exact == exact.to_integral_value() and (abs(exact) < 10**DIGITS or _is_code(value, exact)):
        return str(int(exact))
    sign, digits, exponent = exact.as_tuple()
    return f"{'-' * sign}{''.join(map(str, digits))}e{exponent}"


def _exact(value: Any) -> Decimal:
    """The number as people write it, of which the float is the nearest one."""
    if isinstance(value, float | np.floating):
        return Decimal(repr(float(value)))
    return Decimal(int(value)) if isinstance(value, np.integer) else Decimal(value)


def _is_code(value: Any, exact: Decimal) -> bool:
    """Whether a whole number has its own digits where float64 merges it with others."""
    return not isinstance(value, float | np.floating) and abs(exact) >= LARGEST_WHOLE
