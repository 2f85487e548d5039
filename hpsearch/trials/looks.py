"""Looks at the test part: each is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the test part: of which trial, when (seconds since 1970), and what was found, as JSON holds it."""

    number: int
    at: float
    found: Mapping[str, Any]
