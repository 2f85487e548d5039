"""What the processes of a search have found so far, in files that are read after they were ended.

A process notes a setting when it is better than all that it noted before, with the model that it trained.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

Setting = Mapping[str, Any]


@dataclass(frozen=True)
class Find:
    """A setting, its error on the dev part, the seconds after which it was known, and the file of its model."""

    seconds: float
    error: float
    setting: Setting
    model: str


@dataclass(frozen=True)
class Finds:
    """The finds of all processes that were started by one command at the moment `began` (seconds since 1970)."""

    folder: Path
    began: float

    def note(self, error: float, setting: Setting, model: Callable[[], bytes]) -> None:
        """Keep it if it is better than all that this process has noted. Errors that are no numbers never are."""
        path = self.folder / f"{os.getpid()}.finds"
        earlier = list(_in_file(path))
        if not error < min((find.error for find in earlier), default=float("inf")):
            return
        name = f"{os.getpid()}-{len(earlier)}.model"
        (self.folder / name).write_bytes(model())
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([time() - self.began, error, setting, name]) + "\n")

    def best(self, seconds: float) -> Find | None:
        """The best that was known after so many seconds."""
        paths = sorted(self.folder.glob("*.finds"))
        known = [find for path in paths for find in _in_file(path) if find.seconds <= seconds]
        return min(known, key=lambda find: find.error, default=None)


def _in_file(path: Path) -> Iterator[Find]:
    """All but a line whose writing was interrupted."""
    if path.exists():
        for line in path.read_text("utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                yield Find(*json.loads(line))
