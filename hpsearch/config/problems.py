"""A mistake in a config: its location, what is wrong, what is expected."""

import re
from collections.abc import Iterable, Mapping

from hpsearch.errors import ConfigError
from hpsearch.records import Record, field, replace

Path = tuple[str | int, ...]
"""The keys and list indices that lead to a value: ("hyperparameters", "units", 0)."""

_OVERRIDE = "--set "


class Location(Record):
    """A line and column (from 1) of a file, or a source without lines: a dict, an argument of `--set`."""

    source: str
    line: int | None = None
    column: int | None = None

    @classmethod
    def of_override(cls, override: str) -> "Location":
        """Return the location of a value in an argument of `--set`."""
        return cls(f"{_OVERRIDE}{override}")

    @property
    def is_override(self) -> bool:
        """Whether the value is in an argument of `--set`."""
        return self.line is None and self.source.startswith(_OVERRIDE)

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}:{self.column}"


class Locations(Record):
    """The locations of the values of a config, and of their keys."""

    source: str
    values: Mapping[Path, Location] = field(default_factory=dict)
    keys: Mapping[Path, Location] = field(default_factory=dict)

    def of(self, path: Path, *, by_key: bool = False) -> Location:
        """Return the location of the value at `path`, or of its key (`by_key`); if unknown, of the nearest parent."""
        if not by_key and path in self.values:
            return self.values[path]
        for length in range(len(path), 0, -1):
            if path[:length] in self.keys:
                return self.keys[path[:length]]
            if path[:length] in self.values:
                return self.values[path[:length]]
        return self.values.get((), Location(self.source))


class Problem(Record):
    """One mistake; `by_key` if the key itself is wrong, `location` if that is known already.

    `to_search` says how to search the values of a list.
    """

    path: Path
    sentence: str
    by_key: bool = False
    location: Location | None = None
    to_search: str = ""

    def under(self, *parents: str | int) -> "Problem":
        """Return this mistake with `parents` before its path."""
        return replace(self, path=(*parents, *self.path))


def key_text(path: Path) -> str:
    """Return `path` as text for the user.

    >>> key_text(("hyperparameters", "units", "choices", 0))
    'hyperparameters.units.choices[0]'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{_plain(part)}" for part in path)
    return text.removeprefix(".") or "config"


def key_path(text: str) -> Path:
    """Return the path that `key_text` writes as `text`."""
    parts = re.findall(r"\[(\d+)\]|([^.\[\]]+)", text)
    return tuple(int(index) if index else key for index, key in parts)


def path_within(path: Path, parents: Iterable[Path]) -> bool:
    """Whether `path` is one of `parents`, or below one."""
    return any(path[: len(parent)] == parent for parent in parents)


def _plain(key: str) -> str:
    return re.sub(r"[^\w=-]+", "-", key[:200])[:60] or "-"


def config_error(problems: Iterable[Problem], locations: Locations) -> ConfigError:
    """Return all `problems` as one error, one per line, in the order of the file."""
    located = [(problem.location or locations.of(problem.path, by_key=problem.by_key), problem) for problem in problems]
    located.sort(key=lambda item: (item[0].line is None, item[0].line or 0, item[0].column or 0))
    lines: dict[str, tuple[str, str]] = {}
    for location, problem in located:
        key, sentence = key_text(problem.path), "; ".join(filter(None, (problem.sentence, problem.to_search)))
        lines[f"{location}: {key}: {sentence}"] = key, problem.sentence
    return ConfigError("\n".join(lines), lines.values())
