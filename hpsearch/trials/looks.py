"""Evaluations on the test part, all of which are counted."""

from collections.abc import Mapping
from typing import Any

from hpsearch.records import Record


class Look(Record):
    """An evaluation on the test part: its trial, its time (seconds since 1970), and its result as JSON values."""

    number: int
    at: float
    found: Mapping[str, Any]
