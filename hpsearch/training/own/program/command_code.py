"""A program as training code: each line of its output that is a JSON object is an epoch."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from hpsearch.config.own.code import PLACEHOLDER, CommandSection
from hpsearch.config.wording import show
from hpsearch.records import Record
from hpsearch.training.own.function.functions import sha256_of
from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.program.command_session import CommandSession
from hpsearch.training.own.session import Job


class CommandCode(Record):
    """Trains by running a program in `folder`, for at most `timeout` seconds.

    With `params` the program also gets its hyperparameters as a JSON file. It runs on one of `devices`, if any are
    given.
    """

    words: tuple[str, ...]
    folder: Path
    timeout: float | None = None
    params: bool = False
    devices: tuple[int, ...] = ()

    @classmethod
    def of(cls, section: CommandSection, folder: Path) -> Self:
        """Make the code from a config's command, which runs in the config's folder."""
        return cls(
            tuple(section.command), folder, section.timeout, section.params == "json", tuple(section.devices or ())
        )

    def session(self, job: Job, log: OutputLog) -> CommandSession:
        """Prepare to run the program for a training; it starts when its first epoch is requested."""
        return CommandSession(self, job, log)

    def cannot_start(self) -> str:
        """Return why the program cannot run on this machine; empty if it seems that it can."""
        if os.name != "posix":
            return "programs are run on Linux and macOS only; expected a function, such as train.py:train"
        first = self.words[0]
        if not PLACEHOLDER.search(first) and self._program(first) is None:
            if "/" in first and (self.folder / first).is_file():
                return f"{show(first)} may not be run; allow it: chmod +x, or put its interpreter first, such as python"
            return f"no program {show(first)} is found; expected one of the folders in PATH, or its path"
        return ""

    def fingerprint(self) -> str:
        """A hash of the command's words, and of the files that they name."""
        digest = hashlib.sha256()
        for word in self.words:
            path = self.folder / word
            digest.update(f"{word}\0".encode(errors="surrogateescape"))
            if len(word) < 1_000 and path.is_file():
                digest.update(sha256_of(path).encode())
        return digest.hexdigest()

    def stated(self, job: Job, params: Path) -> list[str]:
        """Return the command's words for a training, without those for hyperparameters that it does not use."""
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
        """Return the path of the program that a word names; for `python` this interpreter if the PATH has none."""
        if "/" in word:
            path = (self.folder / word).absolute()
            return str(path) if os.access(path, os.X_OK) and path.is_file() else None
        return shutil.which(word) or (sys.executable if word in ("python", "python3") else None)


def _filled(word: str, given: Mapping[str, Any]) -> str | None:
    """Replace the names in a word by their values; None if one of them has no value in this training."""
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
    """Return a value as a command argument: a string unchanged, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
