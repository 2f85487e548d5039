"""Evaluations on the test part, all of which are counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Look:
    """An evaluation on the test part: its trial, its time (seconds since 1970), and its result as JSON values."""

    number: int
    at: float
    found: Mapping[str, Any]
