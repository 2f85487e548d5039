"""What the schema knows and this version cannot do yet; a later version deletes its line here.

Each is checked like any other value first, so that a config that is refused here is right in all else.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hpsearch.config.problems import Problem
from hpsearch.config.wording import show
from hpsearch.space import Choice, Range

_DEFAULT_ALONE = {
    "search": ("autopilot",),
}


def not_supported(section: str, values: Mapping[str, Any], defaults: Mapping[str, Any]) -> Iterator[Problem]:
    """A Problem for each of the valid `values` that this version cannot do; null is always fine."""
    for key in _DEFAULT_ALONE.get(section, ()):
        if values[key] is not None and values[key] != defaults[key]:
            yield _refusal((key,), values[key], defaults[key])


def _refusal(path: tuple[str | int, ...], what: Any, default: Any) -> Problem:
    named = "a range" if isinstance(what, Range) else "a choice" if isinstance(what, Choice) else show(what)
    remedy = f"leave it out or give its default {show(default)}"
    return Problem(path, f"{named} is not supported yet; {remedy}")
