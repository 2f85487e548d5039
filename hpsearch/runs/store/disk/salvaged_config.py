"""Read the config of a damaged run from run.db, or from config.yaml."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hpsearch.runs.store.rows import checksum
from hpsearch.trials.folds import fold_count


def salvaged_folds(copy: Path, folder: Path) -> int | None:
    """Return the number of folds of the run in `folder`, 1 without folds; None if its config cannot be read.

    `copy` is a copy of its run.db.
    """
    for config in filter(None, (_recorded(copy), _written(folder / "config.yaml"))):
        with suppress(AttributeError, TypeError, ValueError):  # a damaged value may be anything
            return fold_count(config)
    return None


def _recorded(copy: Path) -> Mapping[str, Any]:
    with suppress(sqlite3.Error, ValueError), closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for key, value, *found_checksum in connection.execute("SELECT * FROM meta WHERE key = 'config'"):
            if found_checksum == [checksum(key, value)] or not found_checksum:  # version 2 has no checksums
                return dict(json.loads(value))
    return {}


def _written(path: Path) -> Mapping[str, Any]:
    if path.is_symlink() or not path.is_file():
        return {}
    with suppress(OSError, ValueError, TypeError, YAMLError):
        return dict(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    return {}
