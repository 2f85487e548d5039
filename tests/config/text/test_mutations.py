"""Whatever one mistake does to a valid config: a Config, or lines that name file, line, column and key."""

import json
import os
import random
import re

import pytest

from hpsearch.config import Config, config_from
from hpsearch.config.problems import Location
from hpsearch.config.text.composing import document_in
from hpsearch.errors import ConfigError
from tests.config.configs import ALL, read

CASES = int(os.environ.get("HPSEARCH_CASES", "600"))
LINE = re.compile(r"^\S+:\d+:\d+: [\w.\[\]=-]+: .+")
MUTATIONS = ("drop", "misspell", "retype", "duplicate", "negate", "empty", "nest")
OTHERS = ("word", '"30"', "30", "-0.5", "1e999", ".nan", "true", "null", "[]", "[1, [2]]", "{}", "{a: 1}", "''",
          "9" * 400, "{low: 1, high: 2}", "{choices: [1, 2]}",
          "{low: 2, high: 1, per_layer: true, when: {units: 3}}")  # fmt: skip

VALID = tuple(document_in(text, lambda line, column: Location("valid", line, column)).values for text in ALL)


def paths(value, path=()):
    """Every key and list index at any depth."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def misspelt(key, dice):
    """`key` with a letter doubled, dropped, or swapped with the next."""
    at = dice.randrange(len(key))
    slips = [key[:at] + key[at] + key[at:], key[:at] + key[at + 1 :]]
    slips.append(key[:at] + key[at : at + 2][::-1] + key[at + 2 :])
    return dice.choice([slip for slip in slips if slip not in ("", key, "beta")] or [key * 2])


def written(value, path, mutation, dice):
    """`value` in YAML's flow style, which JSON is, with the mutation at `path`."""
    if isinstance(value, list):
        items = [part for index, item in enumerate(value) for part in parts("", index, item, path, mutation, dice)]
        return f"[{', '.join(items)}]"
    named = ((json.dumps(key), key, item) for key, item in value.items())
    return f"{{{', '.join(part for item in named for part in parts(*item, path, mutation, dice))}}}"


def parts(name, key, item, path, mutation, dice):
    """The text of one item of a mapping or list: once, or as the mutation has it."""
    before = f"{name}: " if name else ""
    if key != path[0]:
        return [before + json.dumps(item)]
    if len(path) > 1:
        return [before + written(item, path[1:], mutation, dice)]
    text = json.dumps(item)
    if mutation == "misspell" and name:
        return [f"{json.dumps(misspelt(key, dice))}: {text}"]
    if mutation in ("drop", "duplicate"):
        return [before + text] * (0 if mutation == "drop" else 2)
    return [before + mutated(text, mutation, dice)]


def mutated(text, mutation, dice):
    """Another value in place of the one written as `text`."""
    if mutation == "negate":
        return f"-{text}" if text[0].isdigit() else f"[-1, {text}]"
    nests = [f"[{text}]", f"{{inner: {text}}}", f"{{choices: [{text}]}}"]
    return dice.choice({"retype": OTHERS, "empty": ["", '""', "[]", "{}"], "nest": nests}.get(mutation, [text]))


def outcome(tmp_path, text):
    """The Config, or the lines of the mistakes, each of the form that is promised."""
    try:
        config = read(tmp_path, text)
    except ConfigError as error:
        lines = str(error).splitlines()
        assert lines
        assert [line for line in lines if not LINE.match(line)] == []
        assert [line for line in lines if "another value" in line or "pydantic" in line.lower()] == []
        return lines
    assert isinstance(config, Config)
    return config


CHUNKS = 8


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_one_mistake_names_its_place(tmp_path, chunk):
    """A config with one mistake is still a config, or the error's lines name the place."""
    dice = random.Random(chunk)  # noqa: S311, no secret
    for _ in range(CASES // CHUNKS):
        value = dice.choice(VALID)
        path = dice.choice(list(paths(value)))
        mutation = dice.choice(MUTATIONS)
        text = written(value, path, mutation, dice)
        found = outcome(tmp_path, text)
        if mutation == "duplicate" and isinstance(path[-1], str):
            assert "is given in line" in "".join(found), text
        if mutation == "misspell" and isinstance(path[-1], str):
            assert not isinstance(found, Config), text
            assert f"(did you mean {path[-1]!r}?)" in "".join(found), text
            assert len(found) == 1 or path[-1] in ("units", "choices"), (text, found)


def told(mapping, folder):
    """The lines of the mistakes in `mapping`; none if there are none."""
    try:
        config_from(mapping, folder)
    except ConfigError as error:
        return str(error).splitlines()
    return []


def test_every_mutation_of_every_key_is_told_for_a_dict_too(tmp_path):
    for value in VALID:
        assert told(value, tmp_path) == []
        for path in paths(value):
            for other in (None, -1, "x", [], {}, [[1]], {"low": None}, {"choices": [{}]}, float("inf")):
                lines = told(replaced(value, path, other), tmp_path)
                assert [line for line in lines if not re.match(r"^config: [\w.\[\]=-]+: .+", line)] == []


def replaced(value, path, other):
    """A copy of `value` with `other` at `path`."""
    if not path:
        return other
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], other)
    return copy
