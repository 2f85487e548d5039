"""Load the models that a run has written; where one is missing or damaged, name the command that writes it again."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hpsearch.errors import DamagedModelError, UsageError
from hpsearch.text.command_line import resuming

Loaded = TypeVar("Loaded")


def own_model(folder: Path, name: str, checksum: str | None, load: Callable[[Path, str | None], Loaded]) -> Loaded:
    """The model in the file `name` of a run's folder, as `load` reads it. Raises UsageError."""
    path = folder / name
    again = f"`{resuming(folder)}` writes it again"
    if not path.exists():
        raise UsageError(f"{path}: is missing; {again}")
    try:
        return load(path, checksum)
    except DamagedModelError as error:
        raise UsageError(f"{path}: {error.fault}; {again}") from error
