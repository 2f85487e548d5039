"""Plain values with their locations, read from YAML text or a dict."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import numpy as np

from hpsearch.config.problems import Locations, Path, Problem, config_error
from hpsearch.config.text.scalars import refusal
from hpsearch.records import Record

MAX_DEPTH = 20
MAX_VALUES = 10_000

_SOURCE = "config"
"""The name of a mapping in messages, as a file has its path."""


class Document(Record):
    """Dicts with string keys, lists and scalars; their locations; and the mistakes found in them.

    A value that no config can hold is None, and `problems` has its path.
    """

    values: Any
    locations: Locations
    problems: tuple[Problem, ...] = ()


def document_of(mapping: Mapping[str, Any]) -> Document:
    """Return the document for `mapping`, with NumPy's numbers and arrays, and paths, as plain values.

    Raises ConfigError if it has too many values, for example because it contains itself.
    """
    reader = _Reader()
    values = reader.plain(mapping, ())
    return Document(values, Locations(_SOURCE), tuple(reader.problems))


class _Reader:
    """Makes plain values, and records values that no config can hold."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.count = 0

    def plain(self, value: Any, path: Path) -> Any:
        """Return `value` as plain values that YAML can represent; None if that is impossible."""
        self._add(path)
        if len(path) > MAX_DEPTH:
            return self._refused(path, f"is nested deeper than {MAX_DEPTH} levels")
        if isinstance(value, np.ndarray):
            self._add(path, value.size)
        if isinstance(value, np.generic | np.ndarray):
            value = value.tolist()
        if isinstance(value, Mapping):
            return self._mapping(value, path)
        if isinstance(value, list | tuple):
            return [self.plain(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, PurePath):
            value = str(value)
        reason = refusal(value)
        return value if reason is None else self._refused(path, reason)

    def _mapping(self, mapping: Mapping[Any, Any], path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for stated, item in mapping.items():
            reason = refusal(stated)
            if reason is None and stated is not None and not isinstance(stated, float):
                key = str(stated)
                values[key] = self.plain(item, (*path, key))
            else:
                self._add(path)
                self._refused(path, f"a key {reason or 'is no string'}; expected strings as keys")
        return values

    def _refused(self, path: Path, sentence: str) -> None:
        self.problems.append(Problem(path, sentence))

    def _add(self, path: Path, values: int = 1) -> None:
        self.count += values
        if self.count > MAX_VALUES:
            sentence = f"more than {MAX_VALUES:,} values; does a list or mapping contain itself?"
            raise config_error([Problem(path[:2], sentence)], Locations(_SOURCE))
