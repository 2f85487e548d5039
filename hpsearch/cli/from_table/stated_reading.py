"""How a table without a config is to be read, as `--set data.csv.missing=[NA]` says it."""

import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from hpsearch.config import config_from
from hpsearch.config.sections.data import DataConfig
from hpsearch.data import Description, describe
from hpsearch.errors import DataError, UsageError
from hpsearch.records import Record, field

if TYPE_CHECKING:
    import pandas as pd

_KEYS = ("data.csv", "data.task")


class StatedReading(Record):
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
                "give other keys to `hpsearch run` with --set, or change them in the config"
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
        """Return the description; a DataError that has a remedy ends with how to state it.

        That is an option of the command, or, if a `config` for the table is there already, a change of it.
        """
        try:
            return self.described(source, target)
        except DataError as error:
            if error.remedy is None:
                raise
            key, value = error.remedy
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            option = f"--set {shlex.quote(f'data.{key}={shown}')}"
            here = option if config is None else f"in {config}, set data.{key} to {shown}"
            raise DataError(f"{error}; here: {here}", error.key, error.remedy) from error

    @property
    def options(self) -> list[str]:
        """The options that tell a command to read a table so, without the task."""
        keys = (f"data.csv.{key}={json.dumps(value, ensure_ascii=False)}" for key, value in self.csv.items())
        return [word for key in keys for word in ("--set", key)]


def _says_how_to_read(override: str) -> bool:
    key = override.partition("=")[0].strip()
    return any(key == known or key.startswith(f"{known}.") for known in _KEYS)
