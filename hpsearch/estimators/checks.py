"""Check parameters of estimators that are not config keys; each check raises ValueError with the name."""

from collections.abc import Mapping
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np


def check_word(name: str, value: Any, *words: str) -> None:
    """Raise ValueError if the value is not one of the words."""
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{name}: expected {' or '.join(words)}, and it is {value!r}")


def check_truth(name: str, value: Any) -> None:
    """Raise ValueError if the value is not True or False."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name}: expected True or False, and it is {value!r}")  # noqa: TRY004  # as all others


def check_share(name: str, value: Any) -> None:
    """Raise ValueError if the value is not a number above 0 and below 1."""
    if not _is_number(value) or not 0 < value < 1:
        raise ValueError(f"{name}: expected a number above 0 and below 1, and it is {value!r}")


def check_whole(name: str, value: Any, *words: str | None) -> None:
    """Raise ValueError if the value is neither a positive integer nor one of the words."""
    if any(value is word or (isinstance(value, str) and value == word) for word in words):
        return
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        others = "".join(f" or {word}" for word in words)
        raise ValueError(f"{name}: expected a whole number from 1{others}, and it is {value!r}")


def check_mapping(name: str, value: Any, example: str) -> None:
    """Raise ValueError if the value is neither a mapping nor None."""
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(f"{name}: expected a mapping such as {example}, and it is {value!r}")


def check_path(name: str, value: Any) -> None:
    """Raise ValueError if the value is neither a path nor None."""
    if value is not None and not isinstance(value, str | Path):
        raise ValueError(f"{name}: expected a path, and it is {value!r}")


def check_text(name: str, value: Any) -> None:
    """Raise ValueError if the value is neither text nor None."""
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name}: expected text, and it is {value!r}")


def check_class_weights(weights: Mapping[Any, Any]) -> None:
    """Raise ValueError if the weight of a class is not a finite number of at least 0."""
    for word, value in weights.items():
        if not _is_number(value) or not (np.isfinite(value) and value >= 0):
            raise ValueError(f"class_weight: expected a number from 0 for class {word!r}, and it is {value!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
