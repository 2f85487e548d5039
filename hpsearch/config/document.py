"""Plain values and where each stands: what a YAML text and a dict have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from hpsearch.config.problems import Path, Places, Problem
from hpsearch.config.scalars import refusal

MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Document:
    """Dicts with text keys, lists and scalars; their places; and the mistakes found on the way.

    A value that no config can hold is None, and `problems` has its path.
    """

    values: Any
    places: Places
    problems: tuple[Problem, ...] = ()


def document_of(mapping: Mapping[str, Any], source: str = "config") -> Document:
    """The document that `mapping` states, with NumPy's numbers and paths as plain values."""
    problems: list[Problem] = []
    values = _plain(mapping, (), problems)
    return Document(values, Places(source), tuple(problems))


def _plain(value: Any, path: Path, problems: list[Problem]) -> Any:
    if len(path) > MAX_DEPTH:
        problems.append(Problem(path, f"is nested deeper than {MAX_DEPTH} levels"))
        return None
    if isinstance(value, Mapping):
        return {str(key): _plain(item, (*path, str(key)), problems) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, (*path, index), problems) for index, item in enumerate(value)]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, PurePath):
        value = str(value)
    if (reason := refusal(value)) is not None:
        problems.append(Problem(path, reason))
        return None
    return value
