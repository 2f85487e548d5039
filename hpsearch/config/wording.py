"""Format values and names in messages: as YAML, on one line, with the nearest known name."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from hpsearch.config.synonyms import COMPLEMENTS, meant_by, plain_form

_LONGEST = 60


def show(value: Any) -> str:
    """Return `value` as it would stand in a config, shortened.

    >>> show([True, None, {"low": 1e-4}])
    '[true, null, {low: 0.0001}]'
    """
    return _shortened(_stated(value))


def _stated(value: Any) -> str:
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int() if abs(value) >= 2**64:  # Python does not print very long ones
            return f"a number of {value.bit_length()} bits"
        case Mapping():
            return "{" + ", ".join(f"{key}: {_stated(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_stated, value)) + "]"
        case str():
            return repr(value[: 2 * _LONGEST])
    return repr(value).removesuffix(".0") if isinstance(value, float) else repr(value)


def _shortened(text: str) -> str:
    line = "".join(letter if letter.isprintable() else "?" for letter in text[: 2 * _LONGEST])
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2]} …"


def to_search(listed: Sequence[Any], name: str = "") -> str:
    """Return how to search the values of a list; empty if it has only one value.

    >>> to_search([0.5, 0.7, 0.5]), to_search([8, 16], "units"), to_search([0.5, 0.5])
    ('to search these values: {choices: [0.5, 0.7]}', 'to search these values: units: {choices: [8, 16]}', '')
    """
    distinct = [value for place, value in enumerate(listed) if value not in listed[:place]]
    key = f"{name}: " if name else ""
    return f"to search these values: {key}{{choices: {show(distinct)}}}" if len(distinct) > 1 else ""


def one_of(names: Sequence[str]) -> str:
    """Return the names in a phrase that says what is expected.

    >>> one_of(["caviar", "panda"])
    'expected caviar or panda'
    """
    return f"expected {', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else f"expected {names[0]}"


def did_you_mean(word: str, names: Iterable[str], value: Any = None) -> str:
    """Return a remark with the known name nearest to the key `word`, which has the `value`; empty if no name is near.

    >>> did_you_mean("learning_rat", ["l2", "learning_rate"]), did_you_mean("dropout", ["keep_prob"], 0.2)
    (" (did you mean 'learning_rate'?)", " (did you mean 'keep_prob', which is 1 - dropout: 0.8?)")
    """
    candidates = list(names)
    meant = meant_by(word, candidates) or [near for near in [nearest(word, candidates)] if near is not None]
    return suggestion(word, meant, value)


def suggestion(word: str, meant: Sequence[str], value: Any = None) -> str:
    """Return a remark that suggests the names `meant`; empty if there are none."""
    if not meant:
        return ""
    is_complement = plain_form(word) in COMPLEMENTS and meant[0].endswith("keep_prob")
    complement = f", which is 1 - {word}{_complement(value)}" if is_complement else ""
    return f" (did you mean {' or '.join(map(_quoted, meant))}{complement}?)"


def _quoted(name: str) -> str:
    return name if " " in name else repr(name)


def _complement(value: Any) -> str:
    """Return 1 − `value` as text if `value` is a number, else empty text."""
    is_share = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1
    return f": {1 - value:.6g}" if is_share else ""


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the name that `word` was probably meant to be: its synonym, or the name with the most similar spelling."""
    candidates = list(names)
    if meant := meant_by(word, candidates):
        return meant[0]
    if run_together(word, candidates):
        return word.partition(":")[0]
    word = word[:_LONGEST].casefold()
    distance, name = min(((_edit_distance(word, name.casefold()), name) for name in candidates), default=(0, None))
    if name is None or distance <= max(1, len(word) // 3):
        return name
    return next(iter(get_close_matches(word, candidates, n=1)), None)


def run_together(key: str, names: Iterable[str]) -> bool:
    """Whether a key is a name joined with its value, as a space is missing: `{folds:3}` has the key `folds:3`."""
    name, colon, _ = key.partition(":")
    return bool(colon) and name in names


def _edit_distance(a: str, b: str) -> int:
    """Return the edit distance: deletions, insertions, changes and swaps from `a` to `b` (Damerau 1964)."""
    older, row = [0] * (len(b) + 1), list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        oldest, older, row = older, row, [i]
        for j, other in enumerate(b, start=1):
            row.append(min(older[j] + 1, row[j - 1] + 1, older[j - 1] + (letter != other)))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], oldest[j - 2] + 1)
    return row[-1]
