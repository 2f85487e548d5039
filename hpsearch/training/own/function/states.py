"""The state of the user's own training code: bytes, or a dict of NumPy arrays; it is not pickled."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hpsearch.training.own.failures import TrainingFailedError

_EXPECTED = "expected bytes, or a dict of NumPy arrays"

State = bytes | dict[str, Any]
"""The state that a training yields with its metrics, from which it can continue."""


def state_of(value: Any) -> State:
    """Return a copy of the state. Raises TrainingFailedError for a state that cannot be stored."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if not isinstance(value, Mapping):
        raise TrainingFailedError(f"gave a {type(value).__name__} as its state; {_EXPECTED}")
    return {_name(name): _array(name, each) for name, each in value.items()}


def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise TrainingFailedError(f"gave a state with the key {name!r}; expected strings as keys")
    return name


def _array(name: str, value: Any) -> Any:
    array = np.array(value)  # a copy
    if array.dtype.hasobject or array.dtype.kind not in "biufc":
        raise TrainingFailedError(f"gave a {type(value).__name__} as {name} of its state; {_EXPECTED} of numbers")
    return array
