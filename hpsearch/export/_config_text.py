"""Change values in the text of a config; everything else stays as its author wrote it, other comments included."""

import os
import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.tokens import CommentToken

from hpsearch.config import Config
from hpsearch.config.config import NullAsWord, quoted
from hpsearch.config.reading import config_in
from hpsearch.errors import ConfigError

Comments = Mapping[tuple[str, str], str]
"""The comments to write above lines, by section and key."""

TITLE = "# What `hpsearch report"
"""The beginning of the first line of each config that was written from advice."""

TRIED_FIRST_COMMENT = "of the last run is tried first"
"""The end of the comment above `search.start`."""

_CHANGED = re.compile(r" *# (data|hyperparameters|search)\.[\w.]+: .* → ")
"""A comment with a change that advice has made."""


def changed_text(stated: tuple[str, Path], wanted: Config, comments: Comments, folder: Path) -> str | None:
    """Change the text of a config to that of the config `wanted`, for a file in `folder`.

    `stated` is the old text and the folder of its file. Returns None if the text cannot be changed in this way.
    """
    text, origin = stated
    if text.startswith(TITLE):
        text = _without_advice(text.partition("\n")[2])
    yaml, written = _round_trip(), StringIO()
    try:
        document, before = yaml.load(text), config_in(text, origin)
        yaml.map_indent = next(map(_indent, _sections_of_lines(document)), 2)
        _merge(document, before.as_dict(), wanted.as_dict())
        _move_source(document, before, origin, folder)
        _comment(document, comments)
        yaml.dump(document, written)
        found = config_in(written.getvalue(), folder)
    except (YAMLError, ConfigError, TypeError, ValueError, LookupError, AttributeError):  # ruamel reads it otherwise
        return None
    return written.getvalue() if _normal(found) == _normal(wanted) else None


def _without_advice(text: str) -> str:
    """Return a config without the comments of the advice before: each change, the line above it, and the start."""
    lines = text.splitlines(keepends=True)
    advice = {place for place, line in enumerate(lines) if _CHANGED.match(line)}
    advice |= {place - 1 for place in advice if place and lines[place - 1].lstrip().startswith("#")}
    advice |= {place for place, line in enumerate(lines) if line.strip().endswith(f" {TRIED_FIRST_COMMENT}")}
    return "".join(line for place, line in enumerate(lines) if place not in advice)


def _normal(config: Config) -> dict[str, Any]:
    """Return the values of a config, with the path of its data free of `..`."""
    said = config.as_dict()
    if "data" not in said:
        return said
    return {**said, "data": {**said["data"], "source": os.path.normpath(said["data"]["source"])}}


def _round_trip() -> YAML:
    yaml = YAML()
    yaml.Representer = NullAsWord
    yaml.preserve_quotes = True
    yaml.width = 2**16
    yaml.brace_single_entry_mapping_in_flow_sequence = True  # {choices: [{periodic: 8}]} keeps its inner braces
    return yaml


def _merge(document: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Write the differences between two configs into the document, each at its own level of nesting."""
    for key in before.keys() - after.keys():
        document.pop(key, None)
    for key, value in after.items():
        known = before.get(key)
        if key in before and known == value:
            continue
        inner = document.get(key)
        if isinstance(value, Mapping) and isinstance(known, Mapping) and isinstance(inner, CommentedMap):
            _merge(inner, known, value)
        else:
            last = next(reversed(document), None)
            _drop_remark(document, key)
            document[key] = _in_flow(quoted(value))
            if next(reversed(document)) != last:
                _move_lines_below(document, last, key)


def _drop_remark(document: Any, key: str) -> None:
    """Drop the comment behind a value that is replaced, as it may be about the old value; the lines below it stay."""
    *_, remark, _below = document.ca.items.get(key) or (None, None)
    if remark is not None:
        _, end, below = remark.value.partition("\n")
        remark.value = end + below


def _move_lines_below(document: Any, before: Any, key: str) -> None:
    """Move the comments below the key `before`, which was the last one, below the new key: they are of what follows."""
    *_, remark, _below = document.ca.items.get(before) or (None, None)
    if remark is not None:
        own, end, below = remark.value.partition("\n")
        remark.value = own + end
        if below:
            document.ca.items[key] = [None, None, CommentToken(end + below, remark.start_mark, None), None]


def _in_flow(value: Any) -> Any:
    """Return a value in YAML's flow style, which takes one line."""
    if not isinstance(value, dict | list):
        return value
    flow: CommentedMap | CommentedSeq
    if isinstance(value, dict):
        flow = CommentedMap({key: _in_flow(item) for key, item in value.items()})
    else:
        flow = CommentedSeq(map(_in_flow, value))
    flow.fa.set_flow_style()
    return flow


def _move_source(document: Any, before: Config, origin: Path, folder: Path) -> None:
    """Make a path of the data that is relative to the folder `origin` relative to `folder`."""
    if before.stated_data is None or origin.absolute() == folder.absolute():
        return
    named, found = before.data.source, Path(before.as_dict()["data"]["source"])
    if found.is_absolute() and not Path(named).expanduser().is_absolute():
        document["data"]["source"] = quoted(Path(os.path.relpath(found, folder)).as_posix())


def _comment(document: Any, comments: Comments) -> None:
    """Write each comment above its line, or above its section if the whole section is one line."""
    for (section, key), comment in comments.items():
        inner = document[section]
        if inner.fa.flow_style():
            document.yaml_set_comment_before_after_key(section, before=comment)
        else:
            inner.yaml_set_comment_before_after_key(key, before=comment, indent=_indent(inner))


def _sections_of_lines(document: Mapping[str, Any]) -> list[CommentedMap]:
    """Return the sections with a line for each key."""
    return [each for each in document.values() if isinstance(each, CommentedMap) and not each.fa.flow_style()]


def _indent(section: CommentedMap) -> int:
    places: Mapping[Any, list[int]] = section.lc.data or {}
    return next((place[1] for place in places.values()), 2)
