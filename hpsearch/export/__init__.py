"""Formats in which a trial leaves a run, one file each, found by name.

The class in `NAME.py` has that `name`, `gives`, and `content`. What several formats share is in modules whose names
begin with an underscore.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from hpsearch.registry import on_demand

if TYPE_CHECKING:
    from hpsearch.runs.run import Run


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """The number of the trial to export, None for the best; the file that it goes to, None for stdout."""

    trial: int | None = None
    path: Path | None = None


class ExportFormat(Protocol):
    """What `hpsearch export --to NAME` asks of a format; `gives` says in its help what the file is."""

    name: ClassVar[str]
    gives: ClassVar[str]

    def content(self, run: "Run", request: ExportRequest) -> str | bytes:
        """What the file holds: text, or bytes that nobody reads. Raises UsageError if the trial cannot be had."""


EXPORTS: Mapping[str, ExportFormat] = on_demand(sys.modules[__name__], "exports")
