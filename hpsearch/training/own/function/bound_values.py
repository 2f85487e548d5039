"""The values that a Python function holds: defaults, closure, bound arguments, the state of an object."""

import functools
import inspect
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from types import FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np


def bound_values(function: Any) -> str:
    """Return a text that is equal for equal values, in any process; empty for a function that holds none."""
    return "\n".join(_held(function, {}))


def _held(holder: Any, seen: dict[int, Any]) -> Iterator[str]:
    """Yield a line for each value that a callable holds."""
    if isinstance(holder, functools.partial):
        yield _said((holder.func, holder.args, holder.keywords), seen)
    elif isinstance(holder, MethodType):
        yield _said((holder.__func__, holder.__self__), seen)
    elif isinstance(holder, FunctionType):
        defaults = holder.__defaults__, holder.__kwdefaults__
        if any(defaults):
            yield _said(defaults, seen)
        for cell in holder.__closure__ or ():
            with suppress(ValueError):  # an empty closure cell
                yield _said(cell.cell_contents, seen)
    elif not isinstance(holder, type) and getattr(holder, "__dict__", None):
        yield _said(vars(holder), seen)


def _said(value: Any, seen: dict[int, Any]) -> str:
    """Return a value as text."""
    if value is None or isinstance(value, bool | int | float | complex | str | bytes | np.generic):
        return repr(value)
    if id(value) in seen:
        return "again"
    seen[id(value)] = value  # kept alive, so that no other object gets its id
    return f"{type(value).__qualname__} {_inside(value, seen)}"


def _inside(value: Any, seen: dict[int, Any]) -> str:
    """Return a text for the content of a value; for an object without a stable text, its source and its values."""
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        return f"{value.dtype} {value.shape} {sha256(value.tobytes()).hexdigest()}"
    if isinstance(value, Mapping):
        return ", ".join(f"{_said(key, seen)}: {_said(each, seen)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_said(each, seen) for each in value)
    if isinstance(value, set | frozenset):
        return ", ".join(sorted(_said(each, seen) for each in value))
    if isinstance(value, ModuleType | type):
        return value.__name__
    return " ".join((source_text(value), *_held(value, seen)))


def source_text(function: Any) -> str:
    """Return the source of a function, of a partial's function, or of an object's class; without source its name."""
    if isinstance(function, functools.partial):
        return source_text(function.func)
    callee = function if hasattr(function, "__qualname__") else type(function)
    with suppress(OSError, TypeError):
        return inspect.getsource(callee)
    name: str = callee.__qualname__
    return name
