"""Turn YAML 1.2 text into a Document; limit anchors and depth, refuse tags and repeated keys."""

from collections.abc import Callable, Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import ReaderError

from hpsearch.config.problems import Location, Locations, Path, Problem, config_error
from hpsearch.config.text.document import MAX_DEPTH, MAX_VALUES, Document
from hpsearch.config.text.scalars import refusal, resolve
from hpsearch.config.wording import show
from hpsearch.errors import ConfigError

_SYNTAX = {  # ruamel.yaml's messages → ours
    r"found character '\t' that cannot start any token": "a tab stands here; YAML indents with spaces",
    "mapping values are not allowed here": "a second ':' on this line, or a line indented too far; "
    "expected one `key: value` a line, and quotes around a text that holds ': '",
    "could not find expected ':'": "this line has no ':'; expected `key: value`",
    "found unexpected end of stream": "a quote is not closed before the end",
    "found '}'": "this '}' closes nothing; remove it, or open what it closes",
    "found ']'": "this ']' closes nothing; remove it, or open what it closes",
    "expected '<document start>'": "the config has ended before this; "
    "look for a bracket too many, or a line indented too little",
    "expected <block end>": "this does not line up with what stands above; indent keys of one level alike",
    "expected ',' or ']'": "a list is not closed; expected ',' or ']' here",
    "expected ',' or '}'": "a mapping is not closed; expected ',' or '}' here",
    "that cannot start any token": "this character cannot begin a value; put the text in quotes",
    "expected alphabetic or numeric character": "a name belongs after '&' or '*'; put a text that begins so in quotes",
    "escape sequence": "an escape after '\\' is cut short; in double quotes write '\\\\', or use single quotes",
    "found unknown escape": "an unknown escape after '\\'; in double quotes write '\\\\', or use single quotes",
    "found incompatible YAML document": "this asks for another version of YAML; configs are YAML 1.2",
}


def document_in(text: str, locate: Callable[[int, int], Location], root: Path = ()) -> Document:
    """Return the document in `text`, with its values under the path `root`; `locate` gives their line and column.

    Raises ConfigError if the text is not YAML; then no other problem of the text is reported.
    """
    composer = _Composer(text, locate, root)
    values = composer.document()
    source = locate(1, 1).source
    return Document(values, Locations(source, dict(composer.values), composer.keys), tuple(composer.problems))


class _Composer:
    """Builds plain values from the parser's events, and records the location of each value and key."""

    def __init__(self, text: str, locate: Callable[[int, int], Location], root: Path) -> None:
        self.locate = locate
        self.root = root
        self.events = self._parsed(text)
        self.values: list[tuple[Path, Location]] = []
        self.keys: dict[Path, Location] = {}
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Any, list[tuple[Path, Location]]]] = {}
        self.count = 0

    def document(self) -> Any:
        """Return the single document of the text."""
        event = next(self.events)
        while isinstance(event, StreamStartEvent | DocumentStartEvent):
            event = next(self.events)
        if isinstance(event, StreamEndEvent):
            raise self._end(self.locate(1, 1), "is empty; expected at least `data: {source: …}`")
        values = self._value(event, self.root)
        following = next(event for event in self.events if not isinstance(event, DocumentEndEvent))
        if not isinstance(following, StreamEndEvent):
            raise self._end(self._location(following), "a second document begins here; a config is one document")
        return values

    def _parsed(self, text: str) -> Iterator[Any]:
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            location = self.locate(mark.line + 1, mark.column + 1) if mark else self.locate(1, 1)
            raise self._end(location, _syntax_mistake(error)) from None
        except ReaderError as error:
            before = text[: error.position]
            location = self.locate(before.count("\n") + 1, len(before) - before.rfind("\n"))
            sentence = "an invisible control character stands here; remove it"
            raise self._end(location, sentence) from None
        except (YAMLError, ArithmeticError, ValueError, LookupError):
            location = self.values[-1][1] if self.values else self.locate(1, 1)  # these errors have no line
            sentence = "is no YAML from here on; look for an escape such as '\\U', and a stray '%', '|' or '>'"
            raise self._end(location, sentence) from None

    def _value(self, event: Any, path: Path) -> Any:
        start = len(self.values)
        empty = isinstance(event, ScalarEvent) and event.style is None and not event.value
        self._note(path, self.keys.get(path, self._location(event)) if empty else self._location(event))
        if isinstance(event, AliasEvent):
            return self._repeated(event, path)
        if event.ctag is not None:
            tag = str(event.ctag).replace("tag:yaml.org,2002:", "!!")
            self.problems.append(Problem(path, f"the tag {show(tag)} is not allowed; leave it out"))
        if isinstance(event, ScalarEvent):
            value = self._scalar(event, path)
        elif isinstance(event, MappingStartEvent):
            value = self._mapping(path)
        else:
            value = self._sequence(path)
        if event.anchor is not None:
            below = [(inner[len(path) :], location) for inner, location in self.values[start:]]
            self.anchors[event.anchor] = value, below
        return value

    def _scalar(self, event: Any, path: Path) -> Any:
        value = resolve(event.value) if event.style is None else event.value
        reason = refusal(value)
        if reason is None:
            return value
        self.problems.append(Problem(path, reason))
        return None

    def _sequence(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values

    def _mapping(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key, start = self._key(event, path), len(self.values)
            if key in values:
                self._double(key, path, self._location(event))
                self._value(next(self.events), (*path, key))
                del self.values[start:]
                continue
            self.keys[*path, key] = self._location(event)
            values[key] = self._value(next(self.events), (*path, key))
        return values

    def _key(self, event: Any, path: Path) -> str:
        if isinstance(event, ScalarEvent) and event.ctag is None:
            if event.anchor is not None:
                self.anchors[event.anchor] = event.value, [((), self._location(event))]
            if (reason := refusal(event.value)) is not None:
                raise self._end(self._location(event), f"a key {reason}", path)
            return str(event.value)
        raise self._end(self._location(event), "a key is a plain word; expected `key: value`", path)

    def _double(self, key: str, path: Path, location: Location) -> None:
        first = self.keys[*path, key].line
        lines = f"in line {first} and again in line {location.line}" if first else "twice"
        self.problems.append(Problem((*path, key), f"is given {lines}; keep one", location=location))

    def _repeated(self, event: Any, path: Path) -> Any:
        if event.anchor not in self.anchors:
            raise self._end(self._location(event), f"no anchor {show(event.anchor)} stands above this", path)
        value, below = self.anchors[event.anchor]
        for inner, location in below:
            if inner:
                self._note((*path, *inner), location)
        return value

    def _note(self, path: Path, location: Location) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            sentence = f"more than {MAX_VALUES:,} values, counting each use of an anchor; expected a small file"
            raise self._end(location, sentence)
        if len(path) > MAX_DEPTH:
            raise self._end(location, f"is nested deeper than {MAX_DEPTH} levels", path[:2])
        self.values.append((path, location))

    def _location(self, event: Any) -> Location:
        return self.locate(event.start_mark.line + 1, event.start_mark.column + 1)

    def _end(self, location: Location, sentence: str, path: Path | None = None) -> ConfigError:
        problem = Problem(self.root if path is None else path, sentence, location=location)
        return config_error([*self.problems, problem], Locations(location.source))


def _syntax_mistake(error: MarkedYAMLError) -> str:
    """Return the message of `error`, in our words if known."""
    if "tag" in str(error.context):
        return "a tag ('!') is not allowed; leave it out, or put a text that begins so in quotes"
    known = (ours for theirs, ours in _SYNTAX.items() if theirs in str(error.problem))
    return next(known, f"is no YAML from here on: {error.problem or 'look for a stray sign'}")
