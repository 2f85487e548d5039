"""Formats in which a trial leaves a run, one file each, found by name.

The class in `NAME.py` has that `name`, and `content`, which raises UsageError where the trial is not finished.
"""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

from hpsearch.registry import on_demand

if TYPE_CHECKING:
    from hpsearch.runs.run import Run


class ExportFormat(Protocol):
    """What `hpsearch export --to NAME` asks of a format."""

    name: ClassVar[str]

    def content(self, run: "Run", trial: int | None) -> str | bytes:
        """What the file holds for a trial of `run`, by default the best: text, or bytes that nobody reads."""


EXPORTS: Mapping[str, ExportFormat] = on_demand(sys.modules[__name__], "exports")

FORMATS_TO_COME = ("safetensors", "onnx", "optuna", "python", "next")
"""Formats that are not supported yet."""
