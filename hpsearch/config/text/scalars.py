"""The plain scalars of YAML 1.2's core schema, and the few values that no config can hold."""

import re
from math import isfinite
from typing import Any

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def _whole(text: str) -> float:
    return int(text) if len(text) < 400 else float(text)  # int raises for more than 4,300 digits


_NUMBERS = (
    (re.compile(r"[-+]?[0-9]+"), _whole),
    (re.compile(r"0o[0-7]+"), lambda text: int(text, 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), lambda text: float(text.replace(".", ""))),
)


def resolve(text: str) -> Any:
    """Return the value of a plain scalar (YAML 1.2.2, §10.3.2).

    >>> [resolve(text) for text in ("1e-4", "no", "010", "~", ".5")]
    [0.0001, 'no', 10, None, 0.5]
    """
    if text in _WORDS:
        return _WORDS[text]
    return next((number(text) for form, number in _NUMBERS if form.fullmatch(text)), text)


def refusal(value: Any) -> str | None:
    """Return why no config can hold the scalar `value`; None if one can."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        broken = re.search("[\ud800-\udfff]", value)
        return "holds half a character (a lone surrogate); expected Unicode text" if broken else None
    if isinstance(value, int):
        return None if -(2**63) <= value < 2**63 else "is too large; whole numbers end at 2**63 - 1"
    if isinstance(value, float):
        return None if isfinite(value) else f"{value} is not a finite number; expected one below 1.8e308"
    return f"is a Python {type(value).__name__}; expected what YAML can state: numbers, strings, lists, mappings"
