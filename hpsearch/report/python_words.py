"""Translate messages that name command-line options for callers from Python."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from hpsearch.errors import HpsearchError

_NAMES: Mapping[str, str] = {"from": "from_run", "set": "overrides", "data": "rows"}
"""Arguments with another name in Python than on the command line."""

_TRUTHS = frozenset(("resume", "overwrite", "force", "again"))
"""Options without a value, which become True in Python."""

_OPTION = re.compile(r"`[^`]*`|--([a-z]+)(?: (\d+)| [A-Z]+)?")
"""A command in backticks, which is left unchanged, or an option and its number or the name of its value."""


def python_words(sentence: str, names: Mapping[str, str] = _NAMES) -> str:
    """Return the sentence with Python arguments in place of options; `names` are those that differ.

    >>> python_words("holds a run already; --resume continues it, --out goes elsewhere; --trial 3 judges the best")
    'holds a run already; resume=True continues it, out=… goes elsewhere; trial=3 judges the best'
    """
    return _OPTION.sub(lambda found: _argument(found, names), sentence)


def _argument(found: re.Match[str], names: Mapping[str, str]) -> str:
    if found[1] is None:
        return found[0]
    value = "True" if found[1] in _TRUTHS else found[2] or "…"
    return f"{names.get(found[1], found[1])}={value}"


@contextmanager
def said_in_python(names: Mapping[str, str] = _NAMES) -> Iterator[None]:
    """Translate messages of errors raised in the `with` block."""
    try:
        yield
    except HpsearchError as error:
        error.args = (python_words(str(error), names), *error.args[1:])
        raise
