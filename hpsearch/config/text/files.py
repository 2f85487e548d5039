"""Read the text of a config file."""

import os
from contextlib import suppress
from itertools import islice
from pathlib import Path

from hpsearch.config.wording import did_you_mean
from hpsearch.data import BUNDLED
from hpsearch.errors import ConfigError
from hpsearch.system.regular_files import irregular
from hpsearch.text.command_line import command
from hpsearch.text.table_names import names_table

MAX_BYTES = 1_000_000

_MOST_LISTED = 10_000
"""Largest number of files in a folder to search for a similar name."""


def text_of(path: Path) -> str:
    """Return the text of the file `path`, UTF-8 with or without a BOM. Raises ConfigError if it cannot be read."""
    if names_table(path):
        wanted = command("init", path)
        raise ConfigError(f"{path}: is a table, and a config is expected; `{wanted}` writes one for it")
    try:
        if kind := irregular(path):
            raise ConfigError(f"{path}: is {kind}; expected a YAML file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        if str(path) in BUNDLED:
            wanted = command("init", path)
            raise ConfigError(
                f"{path}: is a bundled set, and a config is expected; `{wanted}` writes one for it"
            ) from None
        meant = did_you_mean(path.name, _configs_in(path.parent))
        raise ConfigError(f"{path}: no such file{meant}; `hpsearch init DATA` writes a config to start from") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: cannot be read ({reason}); expected a YAML file") from None
    if len(content) > MAX_BYTES:
        raise ConfigError(f"{path}: is larger than {MAX_BYTES // 1000:,} kB; expected a config, not data")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise ConfigError(
            f"{path}:{line}:{column}: config: is not UTF-8 text; save it with the encoding UTF-8"
        ) from None


def _configs_in(folder: Path) -> list[str]:
    """Return the names of possible configs in a folder; empty if it cannot be read."""
    with suppress(OSError), os.scandir(folder) as entries:
        names = (entry.name for entry in islice(entries, _MOST_LISTED))
        return sorted(name for name in names if name.endswith((".yaml", ".yml")))
    return []
