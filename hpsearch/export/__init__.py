"""The export formats of `hpsearch export`: one module for each, found by name.

The class in `NAME.py` has the attributes `name` and `gives` and the method `content`. Code that several formats share
is in modules whose names begin with an underscore.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from hpsearch.errors import UsageError
from hpsearch.records import Record
from hpsearch.registry import on_demand
from hpsearch.system.packages import not_installed

if TYPE_CHECKING:
    from hpsearch.runs.run import Run


class ExportRequest(Record):
    """The number of the trial to export (None for the best one) and the file to write (None for stdout)."""

    trial: int | None = None
    path: Path | None = None


class ExportFormat(Protocol):
    """The interface of a format of `hpsearch export --to NAME`; `gives` describes the file in the command's help."""

    name: ClassVar[str]
    gives: ClassVar[str]

    def content(self, run: "Run", request: ExportRequest) -> str | bytes:
        """Return the content of the file: text or binary data. Raises UsageError if the trial is not available."""


def check_packages(kind: str, extra: str, *packages: str) -> None:
    """Raise UsageError if packages that a format needs, from an extra of hpsearch, are not installed."""
    if missing := not_installed(*packages):
        raise UsageError(f'--to {kind} needs {missing}; pip install "hpsearch[{extra}]"')


EXPORTS: Mapping[str, ExportFormat] = on_demand(sys.modules[__name__], "exports")
