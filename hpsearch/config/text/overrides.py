"""Replace one value of a document: `--set search.trials=8`."""

from collections.abc import Mapping
from typing import Any

from hpsearch.config.problems import Location, Locations, Path, Problem, key_text
from hpsearch.config.text.composing import document_in
from hpsearch.config.text.document import MAX_DEPTH, Document
from hpsearch.config.text.files import MAX_BYTES
from hpsearch.config.text.scalars import refusal
from hpsearch.config.wording import show
from hpsearch.errors import ConfigError
from hpsearch.records import replace


def overridden(document: Document, override: str) -> Document:
    """Return `document` with one value set by `override`, a text `key=value` whose value is YAML."""
    location = Location.of_override(_one_line(override))
    key, equals, text = override.partition("=")
    path = tuple(part.strip() for part in key.split("."))
    if len(text) > MAX_BYTES:
        raise ConfigError(f"{location}: is larger than {MAX_BYTES // 1000:,} kB; expected a config, not data")
    if not equals or not all(path):
        raise ConfigError(f"{location}: expected KEY=VALUE, as in --set search.trials=8")
    if (reason := refusal(override)) is not None:
        raise ConfigError(f"{location}: {key_text(path)}: {reason}")
    if len(path) > MAX_DEPTH:
        raise ConfigError(f"{location}: {key_text(path[:2])}: is nested deeper than {MAX_DEPTH} levels")
    if not text.strip():
        raise ConfigError(f"{location}: {key_text(path)}: has no value; for an empty one write null")
    addition = document_in(text, lambda _line, _column: location, path)
    locations = _with(document.locations, addition.locations, path)
    kept = (problem for problem in document.problems if problem.path[: len(path)] != path)
    values = _set(document.values, path, addition.values, ())
    if isinstance(values, Problem):
        return replace(document, problems=(*document.problems, replace(values, location=location)))
    return Document(values, locations, (*kept, *addition.problems))


def _set(values: Any, path: Path, value: Any, parents: Path) -> Any:
    """Return a copy of `values` with `value` at `path`, or the Problem that prevents it."""
    if not path:
        return value
    if not isinstance(values, dict | None):
        whole = key_text(parents)
        sentence = f"{whole} is {show(values)}, which has no keys; set it as a whole: {whole}={{…}}"
        return Problem((*parents, *path), sentence)
    inner = _set((values or {}).get(path[0]), path[1:], value, (*parents, path[0]))
    return inner if isinstance(inner, Problem) else {**(values or {}), path[0]: inner}


def _with(locations: Locations, added: Locations, path: Path) -> Locations:
    def outside(known: Mapping[Path, Location]) -> dict[Path, Location]:
        return {other: location for other, location in known.items() if other[: len(path)] != path}

    own_key = {path: added.values[path]}
    return Locations(
        locations.source,
        {**outside(locations.values), **added.values},
        {**outside(locations.keys), **own_key, **added.keys},
    )


def _one_line(text: str) -> str:
    line = "".join(letter if letter.isprintable() else "?" for letter in text[:400])
    return line if len(line) <= 200 else f"{line[:198]} …"
