"""A program that trains, as the objective of a search: each line of its output that is a JSON object is an epoch."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from hpsearch.config.own_code import PLACEHOLDER, CommandSection
from hpsearch.config.wording import show
from hpsearch.training.own.command_session import CommandSession
from hpsearch.training.own.functions import sha256_of
from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.session import Job


@dataclass(frozen=True, slots=True)
class CommandCode:
    """Trains by running a program in `folder`, for `timeout` seconds at the most.

    With `params` it gets its hyperparameters as a JSON file, too; it runs on one of `devices`, where some are named.
    """

    words: tuple[str, ...]
    folder: Path
    timeout: float | None = None
    params: bool = False
    devices: tuple[int, ...] = ()

    @classmethod
    def of(cls, section: CommandSection, folder: Path) -> Self:
        """The command that a config states, which runs in the config's folder."""
        return cls(
            tuple(section.command), folder, section.timeout, section.params == "json", tuple(section.devices or ())
        )

    def session(self, job: Job, log: OutputLog) -> CommandSession:
        """Get ready to run the program for a training; it starts when its first epoch is asked for."""
        return CommandSession(self, job, log)

    def cannot_start(self) -> str:
        """Why the program cannot be run here at all; empty if it seems that it can."""
        if os.name != "posix":
            return "programs are run on Linux and macOS only; expected a function, such as train.py:train"
        first = self.words[0]
        if not PLACEHOLDER.search(first) and self._program(first) is None:
            if "/" in first and (self.folder / first).is_file():
                return f"{show(first)} may not be run; allow it: chmod +x, or put its interpreter first, such as python"
            return f"no program {show(first)} is found; expected one of the folders in PATH, or its path"
        return ""

    def fingerprint(self) -> str:
        """A hash of the words, and of the files that they name."""
        digest = hashlib.sha256()
        for word in self.words:
            path = self.folder / word
            digest.update(f"{word}\0".encode(errors="surrogateescape"))
            if len(word) < 1_000 and path.is_file():
                digest.update(sha256_of(path).encode())
        return digest.hexdigest()

    def stated(self, job: Job, params: Path) -> list[str]:
        """The words for a training. Those that name a hyperparameter that it does not use are left out."""
        given = {
            **job.hyperparameters,
            "seed": job.seed,
            "trial": job.trial,
            "epochs": job.until if job.until is not None else job.hyperparameters.get("epochs"),
            "params": str(params),
        }
        first, *others = [word for word in (_filled(word, given) for word in self.words) if word is not None]
        return [self._program(first) or first, *others]

    def _program(self, word: str) -> str | None:
        """The path of the program that a word names; `python` is this one where the PATH has none."""
        if "/" in word:
            path = (self.folder / word).absolute()
            return str(path) if os.access(path, os.X_OK) and path.is_file() else None
        return shutil.which(word) or (sys.executable if word in ("python", "python3") else None)


def _filled(word: str, given: Mapping[str, Any]) -> str | None:
    """The word with values in place of names; None where one of them has no value in this training."""
    pieces = PLACEHOLDER.split(word)
    names = [match.group(1) for match in PLACEHOLDER.finditer(word)]
    braces = [match.group(0)[0] for match in PLACEHOLDER.finditer(word)]
    if any(name is not None and given.get(name) is None for name in names):
        return None
    text = pieces[0]
    for name, brace, rest in zip(names, braces, pieces[2::2], strict=True):
        text += (brace if name is None else _text(given[name])) + rest
    return text


def _text(value: Any) -> str:
    """A value as an argument: a string as it is, all else as JSON has it."""
    return value if isinstance(value, str) else json.dumps(value)
