"""Write values as Python literals."""

import json
from collections.abc import Iterable
from math import isfinite
from typing import Any

WIDTH = 105
"""The maximum width of the lines of a long list, in characters."""


def literal(value: Any) -> str:
    r"""Return a value as a Python literal, text in double quotes.

    >>> print(literal('say "hi"'), literal("a\nb"), literal(0.1), literal(("x", 1)))
    "say \"hi\"" 'a\nb' 0.1 ("x", 1)
    """
    if isinstance(value, str) and value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and not isfinite(value):
        return f'float("{value}")'
    if isinstance(value, tuple) and len(value) > 1:
        return f"({', '.join(map(literal, value))})"
    return repr(value)


def listed_literals(values: Iterable[Any], indent: int = 0) -> str:
    """Return a list literal, on several lines if it is long."""
    lines = [""]
    for shown in map(literal, values):
        if lines[-1] and len(lines[-1]) + len(shown) > WIDTH:
            lines.append("")
        lines[-1] += f"{shown}, "
    margin = " " * indent
    if len(lines) == 1:
        return f"[{lines[0].removesuffix(', ')}]"
    body = "\n".join(f"{margin}    {each.rstrip()}" for each in lines)
    return f"[\n{body}\n{margin}]"
