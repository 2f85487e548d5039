"""How a table without a config is to be read, as `--set data.csv.missing=[NA]` says it."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from hpsearch.config import config_from
from hpsearch.config.sections.data import DataConfig
from hpsearch.data import Description, describe
from hpsearch.errors import DataError, UsageError

if TYPE_CHECKING:
    import pandas as pd

_KEYS = ("data.csv", "data.task")


@dataclass(frozen=True, slots=True)
class StatedReading:
    """The keys of `data.csv` that are not to be guessed, and the task."""

    csv: Mapping[str, Any] = field(default_factory=dict)
    task: str = "auto"

    @classmethod
    def of(cls, overrides: Sequence[str]) -> Self:
        """Return what overrides such as "data.task=regression" say of reading. Raises ConfigError."""
        stated = [override for override in overrides if _says_how_to_read(override)]
        config = config_from({"data": {"source": "table.csv"}}, overrides=stated) if stated else None
        return cls() if config is None else cls.of_config(config.data)

    @classmethod
    def of_nothing_else(cls, overrides: Sequence[str]) -> Self:
        """Return what the overrides say of reading. Raises UsageError if one says something else, or ConfigError."""
        if others := [override for override in overrides if not _says_how_to_read(override)]:
            raise UsageError(
                f"--set {shlex.quote(others[0])}: expected keys that say how the table is read, {' and '.join(_KEYS)}; "
                "change other keys in the config"
            )
        return cls.of(overrides)

    @classmethod
    def of_config(cls, data: DataConfig) -> Self:
        """Return what a config says of reading."""
        return cls({} if isinstance(data.csv, str) else data.csv.model_dump(exclude_none=True), data.task)

    def described(self, source: "str | pd.DataFrame", target: str | Sequence[str] | None) -> Description:
        """Return the description of a table that is read so. Raises DataError."""
        return describe(source, target=target or None, task=self.task, csv=self.csv, folder=Path())

    def described_with_remedy(self, source: str, target: Sequence[str], config: Path | None = None) -> Description:
        """Return the description; a DataError that names a key of reading ends with how to state it.

        That is an option of the command, or, if a `config` for the table is there already, a change of it.
        """
        try:
            return self.described(source, target)
        except DataError as error:
            remedy = _as_option(str(error), self.csv.get("missing", []))
            if not remedy:
                raise
            key, _, value = remedy.partition("=")
            here = f"--set {shlex.quote(remedy)}" if config is None else f"in {config}, set {key} to {value}"
            raise DataError(f"{error}; here: {here}", error.key) from error

    @property
    def options(self) -> list[str]:
        """The options that tell a command to read a table so, without the task."""
        keys = (f"data.csv.{key}={json.dumps(value, ensure_ascii=False)}" for key, value in self.csv.items())
        return [word for key in keys for word in ("--set", key)]


def _as_option(sentence: str, missing: Sequence[str]) -> str:
    r"""Return the override that does what a sentence says to set in the config; empty if it names no such key.

    Marks that it says are missing come after those that are stated to be `missing`.

    >>> _as_option('set data.csv: {missing: ["kg"]}, and: set data.csv: {missing: ["m"]}', ["-"])
    'data.csv.missing=["-", "kg", "m"]'
    >>> _as_option("set data.csv: {header: false})", [])
    'data.csv.header=false'
    """
    if proposed := [*_proposed_marks(sentence)]:
        marks = [*dict.fromkeys([*missing, *proposed])]
        return f"data.csv.missing={json.dumps(marks, ensure_ascii=False)}"
    if found := re.search(r"data\.csv: \{(\w+): ([^{}]*)\}", sentence):
        return f"data.csv.{found[1]}={found[2]}"
    task = re.search(r"\btask: (regression|classification)\b", sentence)
    return f"data.task={task[1]}" if task else ""


def _proposed_marks(sentence: str) -> Iterator[str]:
    """Yield the marks of missing values that a sentence says to set."""
    for found in re.finditer(r'data\.csv: \{missing: (?=\[")', sentence):
        with suppress(ValueError):  # a cell may hold these words
            yield from json.JSONDecoder().raw_decode(sentence, found.end())[0]


def _says_how_to_read(override: str) -> bool:
    key = override.partition("=")[0].strip()
    return any(key == known or key.startswith(f"{known}.") for known in _KEYS)
